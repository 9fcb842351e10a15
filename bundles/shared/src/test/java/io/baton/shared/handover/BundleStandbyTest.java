// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

class BundleStandbyTest {

    private static final String NAME = "io.baton.hid.usb";
    private static final String ROLE = "hid.output";

    private final Bundle own = bundle(7, NAME);
    private final Bundle before = bundle(3, NAME);
    private final Bundle earlier = bundle(2, NAME);
    private final Bundle other = bundle(4, "io.baton.input.hidrpc");
    private final List<ServiceReference<?>> registered = new ArrayList<>();
    private final List<BundleListener> listeners = new ArrayList<>();
    private final List<String> filters = new ArrayList<>();
    private Runnable whileLooking = () -> {};
    private final AtomicInteger takenOver = new AtomicInteger();
    private final BundleStandby standby = new BundleStandby(context(), ROLE);

    @Test
    void withoutAProviderThereIsNoStandbyAndNoListener() {
        assertFalse(begin());
        assertEquals(List.of(), listeners);
        assertTrue(filters.getFirst().contains("baton.handover.role=" + ROLE), filters.toString());
    }

    @Test
    void providersOfTheOwnBundleAndOfOtherNamesDoNotCount() {
        register(own);
        register(other);
        register(null);
        assertFalse(begin());
    }

    @Test
    void takesOverOnceWhenTheProviderHasStopped() {
        register(before);
        assertTrue(begin());
        send(BundleEvent.STOPPING, before);
        send(BundleEvent.STOPPED, other);
        assertEquals(0, takenOver.get());
        send(BundleEvent.STOPPED, before);
        assertEquals(1, takenOver.get());
        assertEquals(List.of(), listeners);
        standby.bundleChanged(new BundleEvent(BundleEvent.STOPPED, before));
        assertEquals(1, takenOver.get());
    }

    @Test
    void takesOverWhenTheLastOfSeveralProvidersHasStopped() {
        register(before);
        register(earlier);
        assertTrue(begin());
        send(BundleEvent.STOPPED, before);
        assertEquals(0, takenOver.get());
        send(BundleEvent.STOPPED, earlier);
        assertEquals(1, takenOver.get());
    }

    @Test
    void providerThatStopsWhileItIsLookedForDoesNotCount() {
        register(before);
        whileLooking = () -> send(BundleEvent.STOPPED, before);
        assertFalse(begin());
        assertEquals(0, takenOver.get());
        assertEquals(List.of(), listeners);
    }

    @Test
    void endedStandbyDoesNotTakeOver() {
        register(before);
        assertTrue(begin());
        standby.end();
        assertEquals(List.of(), listeners);
        standby.bundleChanged(new BundleEvent(BundleEvent.STOPPED, before));
        assertEquals(0, takenOver.get());
    }

    @Test
    void roleThatIsNoPartOfAFilterIsRefused() {
        BundleStandby malformed = new BundleStandby(context(), "(");
        assertThrows(IllegalArgumentException.class, () -> malformed.begin(() -> {}));
    }

    private boolean begin() {
        return standby.begin(takenOver::incrementAndGet);
    }

    private void send(int type, Bundle bundle) {
        List.copyOf(listeners).forEach(listener -> listener.bundleChanged(new BundleEvent(type, bundle)));
    }

    private void register(@Nullable Bundle provider) {
        registered.add(proxy(ServiceReference.class, (self, method, arguments) -> provider));
    }

    private BundleContext context() {
        return proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getBundle" -> own;
            case "addBundleListener" -> listeners.add((BundleListener) arguments[0]);
            case "removeBundleListener" -> listeners.remove((BundleListener) arguments[0]);
            case "getAllServiceReferences" -> {
                filters.add(FrameworkUtil.createFilter((String) arguments[1]).toString());
                whileLooking.run();
                yield registered.isEmpty() ? null : registered.toArray(new ServiceReference<?>[0]);
            }
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static Bundle bundle(long id, String name) {
        return proxy(Bundle.class, (self, method, arguments) -> switch (method.getName()) {
            case "getBundleId" -> id;
            case "getSymbolicName" -> name;
            case "hashCode" -> (int) id;
            case "toString" -> name + " " + id;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
