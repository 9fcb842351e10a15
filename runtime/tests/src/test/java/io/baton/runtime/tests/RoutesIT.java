// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;

import io.baton.rpc.Feature;
import io.baton.rpc.MethodTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;

/** The inventory of the running device: nothing is reached from outside of which no permission is declared (S1). */
public class RoutesIT extends ShippedAppliance {

    private static final String ACCESS = "baton.access";

    @Test
    public void s1EveryRouteAndChannelIsDeclared() throws Exception {
        WatchedAppliance.awaitThat(
                "the routes and channels of a session",
                () -> served().containsAll(Set.of("/", "/device", "/webrtc/session", "rpc", "hidrpc")));
        Set<String> declared = new TreeSet<>();
        Set<String> served = served();
        for (ServiceReference<?> service : services("(" + ACCESS + "=*)")) {
            for (String entry : strings(service.getProperty(ACCESS))) {
                declared.add(entry.substring(0, entry.lastIndexOf(' ')));
            }
        }
        served.removeAll(declared);
        assertEquals(Set.of(), served);
    }

    private Set<String> served() {
        Set<String> served = new TreeSet<>();
        for (ServiceReference<?> service :
                services("(|(osgi.http.whiteboard.servlet.pattern=*)(baton.channel.labels=*))")) {
            served.addAll(strings(service.getProperty("osgi.http.whiteboard.servlet.pattern")));
            served.addAll(strings(service.getProperty("baton.channel.labels")));
        }
        return served;
    }

    @Test
    public void s1EveryServedMethodHasARightAndEveryMethodOfAnInstalledFeatureIsServed() throws Exception {
        Set<String> installed = new TreeSet<>();
        for (Bundle bundle : context.getBundles()) {
            bundle.adapt(BundleRevision.class)
                    .getDeclaredCapabilities(Feature.NAMESPACE)
                    .forEach(capability -> installed.add(
                            String.valueOf(capability.getAttributes().get(Feature.NAMESPACE))));
        }
        Set<String> expected = new TreeSet<>();
        for (String method : MethodTable.all().keySet()) {
            if (MethodTable.feature(method)
                    .map(Feature::word)
                    .map(installed::contains)
                    .orElse(true)) {
                expected.add(method);
            }
        }
        // each bundle registers its own when it is ready, in no order
        try {
            WatchedAppliance.awaitThat("all methods", () -> methods().containsAll(expected));
        } catch (AssertionError e) {
            throw new AssertionError("not served: " + without(expected, methods()), e);
        }
        assertEquals("served without a right", Set.of(), without(methods(), expected));
    }

    private Set<String> methods() {
        Set<String> served = new TreeSet<>();
        for (ServiceReference<?> service : services("(objectClass=io.baton.rpc.RpcMethods)")) {
            served.addAll(strings(service.getProperty("baton.rpc.methods")));
        }
        return served;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private List<ServiceReference<?>> services(String filter) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(null, filter);
            return found == null ? List.of() : Arrays.asList(found);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> strings(Object property) {
        List<String> values = new ArrayList<>();
        if (property instanceof String one) {
            values.add(one);
        } else if (property instanceof String[] several) {
            values.addAll(List.of(several));
        }
        return values;
    }
}
