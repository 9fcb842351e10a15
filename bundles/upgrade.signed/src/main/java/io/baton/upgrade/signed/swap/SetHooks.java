// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Lets a set of bundles be installed and resolved beside the bundles of the same names that are installed already: a
 * version may be installed twice, and the new bundles get their classes from each other and never from another bundle
 * of these names, which the resolver would prefer because it is resolved; one that was uninstalled is offered as well
 * while any bundle has its classes. Changes no wire that exists. In force until it is closed.
 */
public final class SetHooks implements ResolverHookFactory, ResolverHook, CollisionHook, AutoCloseable {

    private final Set<String> names;
    private final Set<Bundle> added = ConcurrentHashMap.newKeySet();
    private final List<ServiceRegistration<?>> registrations;

    /** @param symbolicNames of the bundles of the set */
    public SetHooks(BundleContext context, Set<String> symbolicNames) {
        names = Set.copyOf(symbolicNames);
        registrations = List.of(
                context.registerService(ResolverHookFactory.class, this, null),
                context.registerService(CollisionHook.class, this, null));
    }

    /** Makes a bundle that was installed meanwhile one of the set; before it is resolved. */
    public void add(Bundle bundle) {
        added.add(bundle);
    }

    private boolean isNamed(Bundle bundle) {
        return names.contains(String.valueOf(bundle.getSymbolicName()));
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return this;
    }

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
        // all may be resolved
    }

    @Override
    public void filterSingletonCollisions(BundleCapability singleton, Collection<BundleCapability> candidates) {
        // no bundle is a singleton
    }

    @Override
    public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
        if (added.contains(requirement.getRevision().getBundle())) {
            candidates.removeIf(candidate -> {
                Bundle provider = candidate.getRevision().getBundle();
                return isNamed(provider) && !added.contains(provider);
            });
        }
    }

    @Override
    public void end() {
        // nothing was begun
    }

    @Override
    public void filterCollisions(int operationType, Bundle target, Collection<Bundle> candidates) {
        if (operationType == INSTALLING) {
            candidates.removeIf(this::isNamed);
        }
    }

    @Override
    public void close() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
