// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import io.baton.upgrade.signed.swap.SwapSteps.StepException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sets in the framework. The bundles of a set are installed in one go with {@code api.control} first, so that the
 * newer set has the higher bundle ids. Works with the context of the system bundle, because it goes on after its own
 * bundle was stopped.
 */
final class OsgiControlBundles implements ControlBundles {

    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");
    private static final String API = ControlSetSwap.API;
    private static final String CARRIED = "carried-state";
    private static final Comparator<Bundle> START_ORDER = Comparator.comparingInt(
                    (Bundle bundle) -> bundle.adapt(BundleStartLevel.class).getStartLevel())
            .thenComparing(Bundle::getSymbolicName);

    private final Bundle self;
    private final BundleContext system;
    private final LongSupplier nanoTime;
    private final Set<Bundle> seen = new HashSet<>();

    OsgiControlBundles(BundleContext context, LongSupplier nanoTime) {
        self = context.getBundle();
        system = context.getBundle(Constants.SYSTEM_BUNDLE_ID).getBundleContext();
        this.nanoTime = nanoTime;
    }

    @Override
    public void install(List<Replacement> replacements) throws StepException {
        Set<String> names = replacements.stream().map(Replacement::symbolicName).collect(Collectors.toSet());
        List<Replacement> ordered = new ArrayList<>(replacements);
        ordered.sort(
                Comparator.comparing(replacement -> !replacement.symbolicName().equals(API)));
        OsgiInstances instances = new OsgiInstances(system, nanoTime);
        List<Instance> installed = new ArrayList<>();
        boolean resolved = false;
        try (SetHooks hooks = new SetHooks(system, names)) {
            for (Replacement replacement : ordered) {
                OsgiInstance instance = instances.install(replacement);
                installed.add(instance);
                hooks.add(instance.bundle());
            }
            instances.resolve(installed);
            resolved = true;
        } catch (IOException | BundleException e) {
            throw new StepException("install_failed", String.valueOf(e.getMessage()), e);
        } finally {
            if (!resolved) {
                installed.forEach(OsgiControlBundles::uninstall);
            }
        }
    }

    private static void uninstall(Instance instance) {
        try {
            instance.uninstall();
        } catch (Exception e) {
            LOG.warn("bundle left behind bundle={} cause={}", instance, e.toString());
        }
    }

    @Override
    public List<Instance> own() {
        return instances(members(isNewer(self)));
    }

    @Override
    public List<Instance> other() {
        return apis().size() < 2 ? List.of() : instances(members(!isNewer(self)));
    }

    @Override
    public Instance self() {
        return new OsgiInstance(system, self);
    }

    @Override
    public @Nullable Instance counterpart() {
        return apis().size() < 2
                ? null
                : members(!isNewer(self)).stream()
                        .filter(this::isUpgrader)
                        .findFirst()
                        .map(bundle -> new OsgiInstance(system, bundle))
                        .orElse(null);
    }

    private List<Instance> instances(List<Bundle> bundles) {
        seen.addAll(bundles);
        return bundles.stream()
                .filter(bundle -> !isUpgrader(bundle))
                .sorted(START_ORDER)
                .map(bundle -> (Instance) new OsgiInstance(system, bundle))
                .toList();
    }

    private boolean isUpgrader(Bundle bundle) {
        return self.getSymbolicName().equals(bundle.getSymbolicName());
    }

    /** The bundles of this name, oldest first. */
    private List<Bundle> apis() {
        return apis(system);
    }

    private static List<Bundle> apis(BundleContext context) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> API.equals(bundle.getSymbolicName()))
                .sorted(Comparator.comparingLong(Bundle::getBundleId))
                .toList();
    }

    private boolean isNewer(Bundle bundle) {
        return apis().size() > 1 && bundle.getBundleId() >= apis().getLast().getBundleId();
    }

    private List<Bundle> members(boolean newer) {
        List<Bundle> apis = apis();
        if (apis.size() < 2) {
            return apis.isEmpty() ? List.of() : closure(system, apis.getFirst());
        }
        long first = apis.getLast().getBundleId();
        List<Bundle> newest = Arrays.stream(system.getBundles())
                .filter(bundle -> bundle.getBundleId() >= first && OsgiInstances.isInstalledByUpgrade(bundle))
                .toList();
        if (newer) {
            return newest;
        }
        Set<String> names = newest.stream().map(Bundle::getSymbolicName).collect(Collectors.toSet());
        return Arrays.stream(system.getBundles())
                .filter(bundle -> bundle.getBundleId() < first && names.contains(bundle.getSymbolicName()))
                .toList();
    }

    static List<String> dependents(BundleContext context) {
        return apis(context).stream()
                .flatMap(api -> closure(context, api).stream())
                .map(Bundle::getSymbolicName)
                .filter(name -> !name.equals(API))
                .distinct()
                .sorted()
                .toList();
    }

    /** The bundle and those of ours that run and have classes of it, directly or by another one. */
    private static List<Bundle> closure(BundleContext context, Bundle bundle) {
        FrameworkWiring framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class);
        return framework.getDependencyClosure(Set.of(bundle)).stream()
                .filter(dependent -> dependent.getState() == Bundle.ACTIVE)
                .filter(OsgiInstances::isOurs)
                .toList();
    }

    @Override
    public @Nullable Instance running(String symbolicName) {
        List<Bundle> found = Arrays.stream(system.getBundles())
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE && symbolicName.equals(bundle.getSymbolicName()))
                .toList();
        return found.size() == 1 ? new OsgiInstance(system, found.getFirst()) : null;
    }

    @Override
    public Carrier carry() {
        Map<String, Map<String, Object>> content = new ConcurrentHashMap<>();
        ServiceRegistration<?> registration = system.registerService(
                Supplier.class, (Supplier<?>) () -> content, FrameworkUtil.asDictionary(Map.of("baton.role", CARRIED)));
        return new Carrier() {
            @Override
            public Map<String, Map<String, Object>> content() {
                return content;
            }

            @Override
            public void close() {
                registration.unregister();
            }
        };
    }

    /** A bundle whose classes another one still has stays; so may a bundle that is none of ours. */
    @Override
    public void forget() {
        FrameworkWiring framework = system.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class);
        Set<Bundle> gone = seen.stream()
                .filter(bundle -> bundle.getState() == Bundle.UNINSTALLED)
                .collect(Collectors.toSet());
        Collection<Bundle> unused = gone.stream()
                .filter(bundle -> gone.containsAll(framework.getDependencyClosure(Set.of(bundle))))
                .toList();
        if (!unused.isEmpty()) {
            framework.refreshBundles(unused);
        }
    }
}
