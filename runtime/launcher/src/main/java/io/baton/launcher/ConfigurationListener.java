// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/**
 * Listens to Configuration Admin (OSGi Compendium 104.9) on the thread of the change, so that a change is kept before
 * it is acknowledged. The launcher sees the framework's classes only, so it speaks to the service by reflection.
 */
final class ConfigurationListener implements InvocationHandler {
    private static final String ADMIN = "org.osgi.service.cm.ConfigurationAdmin";
    private static final String LISTENER = "org.osgi.service.cm.SynchronousConfigurationListener";
    private static final int UPDATED = 1;

    private final BundleContext context;
    private final BiConsumer<String, Map<String, ?>> changed;
    private final Consumer<String> log;

    private ConfigurationListener(
            BundleContext context, BiConsumer<String, Map<String, ?>> changed, Consumer<String> log) {
        this.context = context;
        this.changed = changed;
        this.log = log;
    }

    /**
     * Begins to listen.
     *
     * @param changed takes a PID and its properties after each change
     */
    static void register(BundleContext context, BiConsumer<String, Map<String, ?>> changed, Consumer<String> log) {
        ServiceReference<?> admin = context.getServiceReference(ADMIN);
        if (admin == null) {
            log.accept("Changed configurations are not kept: there is no Configuration Admin.");
            return;
        }
        Bundle provider = admin.getBundle();
        try {
            Class<?> type = provider.loadClass(LISTENER);
            Object listener = Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, new ConfigurationListener(context, changed, log));
            context.registerService(LISTENER, listener, FrameworkUtil.asDictionary(Map.of()));
        } catch (ClassNotFoundException e) {
            log.accept("Changed configurations are not kept: " + e);
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        Object first = arguments == null ? null : arguments[0];
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == first;
            case "toString" -> "baton configuration listener";
            default -> {
                if (first != null) {
                    configurationEvent(first);
                }
                yield null;
            }
        };
    }

    private void configurationEvent(Object event) {
        try {
            Object pid = call(event, "getPid");
            if (pid instanceof String name && Integer.valueOf(UPDATED).equals(call(event, "getType"))) {
                changed.accept(name, properties(name));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.accept("A changed configuration is not kept: " + e);
        }
    }

    private Map<String, ?> properties(String pid) throws ReflectiveOperationException {
        ServiceReference<?> reference = context.getServiceReference(ADMIN);
        Object admin = reference == null ? null : context.getService(reference);
        if (admin == null) {
            throw new IllegalStateException("Configuration Admin is absent");
        }
        try {
            Object configuration = admin.getClass()
                    .getMethod("getConfiguration", String.class, String.class)
                    .invoke(admin, pid, "?");
            Object properties = call(configuration, "getProperties");
            return properties instanceof Dictionary<?, ?> dictionary ? copy(dictionary) : Map.of();
        } finally {
            context.ungetService(reference);
        }
    }

    private static Map<String, ?> copy(Dictionary<?, ?> dictionary) {
        Map<String, Object> copy = new HashMap<>();
        dictionary.keys().asIterator().forEachRemaining(key -> copy.put(key.toString(), dictionary.get(key)));
        return copy;
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        Method found = target.getClass().getMethod(method);
        found.setAccessible(true);
        return found.invoke(target);
    }
}
