// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import io.baton.handover.StateHandover;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** A bundle of the framework. */
final class OsgiInstance implements Instance {

    private static final String OURS = "io.baton.";
    private static final String ROLE = "role=";
    private static final long POLL_MILLIS = 2;

    private final BundleContext context;
    private final Bundle bundle;

    OsgiInstance(BundleContext context, Bundle bundle) {
        this.context = context;
        this.bundle = bundle;
    }

    Bundle bundle() {
        return bundle;
    }

    @Override
    public String version() {
        return bundle.getVersion().toString();
    }

    @Override
    public boolean inPlace() {
        return BundleSwap.isInPlace(header());
    }

    @Override
    public List<String> storedRoles() {
        return Arrays.stream(header().split(";", -1))
                .map(String::strip)
                .filter(part -> part.startsWith(ROLE))
                .map(part -> part.substring(ROLE.length()))
                .toList();
    }

    private String header() {
        String value = bundle.getHeaders("").get(BundleSwap.HEADER);
        return value == null ? "" : value;
    }

    @Override
    public List<Handover> handovers() {
        List<Handover> found = new ArrayList<>();
        for (ServiceReference<?> reference : services()) {
            if (interfaces(reference).contains(StateHandover.class.getName())
                    && reference.isAssignableTo(context.getBundle(), StateHandover.class.getName())
                    && reference.getProperty(StateHandover.ROLE) instanceof String role
                    && context.getService(reference) instanceof StateHandover service) {
                found.add(new Handover(
                        role,
                        numbers(reference.getProperty(StateHandover.READS)),
                        numbers(reference.getProperty(StateHandover.WRITES)),
                        service));
                context.ungetService(reference);
            }
        }
        return found;
    }

    private static Set<Integer> numbers(@Nullable Object property) {
        if (property instanceof Integer one) {
            return Set.of(one);
        }
        // several of a component's properties are an array of the primitive type (OSGi Compendium 112.4.5)
        return property instanceof int[] several
                ? Arrays.stream(several).boxed().collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    @Override
    public List<String> wanted() {
        Set<String> names = new LinkedHashSet<>();
        services()
                .forEach(reference -> interfaces(reference).stream()
                        .filter(name -> name.startsWith(OURS))
                        .forEach(names::add));
        return List.copyOf(names);
    }

    @Override
    public boolean provides() {
        return !services().isEmpty();
    }

    @Override
    public void start() throws BundleException {
        bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
    }

    @Override
    public void selfTest(List<String> interfaces) throws InterruptedException {
        for (String name : interfaces) {
            ServiceReference<?> reference = find(name);
            while (reference == null) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                reference = find(name);
            }
            if (context.getService(reference) == null) {
                throw new IllegalStateException(name + " cannot be obtained from " + this);
            }
            context.ungetService(reference);
        }
    }

    private @Nullable ServiceReference<?> find(String name) {
        for (ServiceReference<?> reference : services()) {
            if (interfaces(reference).contains(name)) {
                return reference;
            }
        }
        return null;
    }

    @Override
    public void stop() throws BundleException {
        bundle.stop(Bundle.STOP_TRANSIENT);
    }

    @Override
    public void uninstall() throws BundleException {
        if (bundle.getState() != Bundle.UNINSTALLED) {
            bundle.uninstall();
        }
    }

    List<ServiceReference<?>> services() {
        ServiceReference<?>[] registered =
                bundle.getState() == Bundle.UNINSTALLED ? null : bundle.getRegisteredServices();
        return registered == null ? List.of() : List.of(registered);
    }

    static List<String> interfaces(ServiceReference<?> reference) {
        return reference.getProperty(Constants.OBJECTCLASS) instanceof String[] names ? List.of(names) : List.of();
    }

    @Override
    public String toString() {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
