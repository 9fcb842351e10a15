// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Bundles and services as a test sets them. The framework resolves what it is told to, and does nothing by itself.
 *
 * <p>Threading. One thread.
 */
final class FakeFramework {

    /** A bundle that a test starts and stops. */
    static final class FakeBundle {
        final String name;
        int state = Bundle.ACTIVE;
        final List<FakeService> services = new ArrayList<>();
        final Bundle bundle;

        private FakeBundle(String name, long id, ClassNotFoundException missing, Runnable uninstall) {
            this.name = name;
            bundle = proxy(Bundle.class, (self, method, arguments) -> switch (method.getName()) {
                case "getSymbolicName" -> name;
                case "getBundleId" -> id;
                case "getState" -> state;
                case "getRegisteredServices" ->
                    services.isEmpty()
                            ? null
                            : services.stream()
                                    .map(service -> service.reference)
                                    .toArray(ServiceReference<?>[]::new);
                case "uninstall" -> {
                    uninstall.run();
                    yield null;
                }
                case "loadClass" -> throw missing;
                case "hashCode" -> (int) id;
                case "equals" -> self == arguments[0];
                case "toString" -> name;
                default -> throw new UnsupportedOperationException(method.getName());
            });
        }
    }

    /** A service; its object is what the supplier returns or throws. */
    static final class FakeService {
        final Map<String, Object> properties = new HashMap<>();
        final ServiceReference<?> reference;
        final Supplier<@Nullable Object> object;
        boolean used;

        private FakeService(FakeBundle provider, String type, Supplier<@Nullable Object> object) {
            this.object = object;
            properties.put(Constants.OBJECTCLASS, new String[] {type});
            reference = proxy(ServiceReference.class, (self, method, arguments) -> switch (method.getName()) {
                case "getBundle" -> provider.services.contains(this) ? provider.bundle : null;
                case "getProperty" -> properties.get((String) arguments[0]);
                case "getUsingBundles" -> used ? new Bundle[] {provider.bundle} : null;
                case "hashCode" -> System.identityHashCode(self);
                case "equals" -> self == arguments[0];
                default -> throw new UnsupportedOperationException(method.getName());
            });
        }
    }

    final List<FakeBundle> bundles = new ArrayList<>();
    /** Locations that were installed, and names that were uninstalled, in order. */
    final List<String> events = new ArrayList<>();
    /** Names of bundles that use the classes of a bundle. */
    final Map<String, Set<String>> users = new HashMap<>();
    /** Whether what is installed resolves. */
    boolean resolves = true;
    /** What the resolver says of a bundle that does not resolve. */
    @Nullable
    Throwable reason;
    /** Services that the tested code registered and has not unregistered. */
    int hooks;
    /** A location that cannot be installed. */
    String broken = "";

    FakeBundle bundle(String name) {
        FakeBundle added = new FakeBundle(
                name,
                bundles.size() + 1L,
                new ClassNotFoundException("no such class", reason),
                () -> events.add("uninstall " + name));
        bundles.add(added);
        return added;
    }

    static FakeService service(FakeBundle provider, Class<?> type, Supplier<@Nullable Object> object) {
        FakeService added = new FakeService(provider, type.getName(), object);
        provider.services.add(added);
        return added;
    }

    static FakeService role(FakeBundle provider, String role, Class<?> type, Object object) {
        FakeService added = service(provider, type, () -> object);
        added.properties.put("baton.role", role);
        return added;
    }

    BundleContext context() {
        return proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getBundles" -> bundles.stream().map(bundle -> bundle.bundle).toArray(Bundle[]::new);
            case "getBundle" ->
                proxy(
                        Bundle.class,
                        (system, adapt, none) ->
                                proxy(FrameworkWiring.class, (wiring, asked, given) -> answer(asked.getName(), given)));
            case "installBundle" -> install((String) arguments[0]);
            case "registerService" -> {
                hooks++;
                yield proxy(ServiceRegistration.class, (registration, unregister, none) -> {
                    hooks--;
                    return null;
                });
            }
            case "getAllServiceReferences" -> references((String) arguments[1]);
            case "getServiceReference" -> reference(((Class<?>) arguments[0]).getName());
            case "getService" -> object((ServiceReference<?>) arguments[0]);
            case "ungetService" -> true;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private Bundle install(String location) throws BundleException {
        String name = location.replaceAll(".*[/:]|\\.jar$", "");
        if (name.equals(broken)) {
            throw new BundleException("the jar\n is broken");
        }
        events.add("install " + name);
        FakeBundle installed = bundle(name);
        installed.state = resolves ? Bundle.RESOLVED : Bundle.INSTALLED;
        return installed.bundle;
    }

    private Object answer(String method, Object[] arguments) {
        return switch (method) {
            case "resolveBundles" -> resolves;
            case "getDependencyClosure" -> closure((Collection<?>) arguments[0]);
            case "refreshBundles" -> events.add("refresh " + ((Collection<?>) arguments[0]).size());
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private Set<Bundle> closure(Collection<?> of) {
        Set<Bundle> closure = new HashSet<>();
        for (FakeBundle bundle : bundles) {
            if (of.contains(bundle.bundle)) {
                closure.add(bundle.bundle);
                users.getOrDefault(bundle.name, Set.of())
                        .forEach(user -> bundles.stream()
                                .filter(other -> other.name.equals(user))
                                .forEach(other -> closure.add(other.bundle)));
            }
        }
        return closure;
    }

    private List<FakeService> services() {
        return bundles.stream().flatMap(bundle -> bundle.services.stream()).toList();
    }

    private ServiceReference<?> @Nullable [] references(String filter) throws Exception {
        var matching = FrameworkUtil.createFilter(filter);
        ServiceReference<?>[] found = services().stream()
                .filter(service -> matching.matches(service.properties))
                .map(service -> service.reference)
                .toArray(ServiceReference<?>[]::new);
        return found.length == 0 ? null : found;
    }

    private @Nullable ServiceReference<?> reference(String type) {
        return services().stream()
                .filter(service -> ((String[]) service.reference.getProperty(Constants.OBJECTCLASS))[0].equals(type))
                .<ServiceReference<?>>map(service -> service.reference)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Object object(ServiceReference<?> reference) {
        for (FakeService service : services()) {
            if (service.reference.equals(reference)) {
                return service.object.get();
            }
        }
        return null;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
