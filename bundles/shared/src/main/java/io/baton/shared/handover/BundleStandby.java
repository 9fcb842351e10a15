// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.handover;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;

/** The standby of a component that registers {@code io.baton.handover.StateHandover} with its role. */
public final class BundleStandby implements Standby, SynchronousBundleListener {

    private static final String SERVICE = "io.baton.handover.StateHandover";
    private static final String ROLE = "baton.handover.role";

    private final BundleContext context;
    private final String filter;
    /** Bundles of this symbolic name that stopped while {@link #begin} was looking, or null before and after. */
    private @Nullable Set<Long> stopped;

    private @Nullable Runnable pending;
    private final Set<Long> providers = new HashSet<>();

    public BundleStandby(BundleContext context, String role) {
        this.context = context;
        filter = "(" + ROLE + "=" + role + ")";
    }

    @Override
    public boolean begin(Runnable takeOver) {
        synchronized (this) {
            stopped = new HashSet<>();
        }
        context.addBundleListener(this);
        Set<Long> found = otherProviders();
        boolean standby;
        synchronized (this) {
            Set<Long> gone = stopped == null ? Set.of() : stopped;
            found.removeAll(gone);
            stopped = null;
            standby = !found.isEmpty();
            providers.addAll(found);
            pending = standby ? takeOver : null;
        }
        if (!standby) {
            context.removeBundleListener(this);
        }
        return standby;
    }

    @Override
    public void end() {
        synchronized (this) {
            pending = null;
            providers.clear();
        }
        context.removeBundleListener(this);
    }

    /** Once a bundle has stopped, its components have left their state in the store. */
    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() != BundleEvent.STOPPED || !isOther(event.getBundle())) {
            return;
        }
        Runnable due = null;
        synchronized (this) {
            if (stopped != null) {
                stopped.add(event.getBundle().getBundleId());
            }
            if (providers.remove(event.getBundle().getBundleId()) && providers.isEmpty()) {
                due = pending;
                pending = null;
            }
        }
        if (due != null) {
            context.removeBundleListener(this);
            due.run();
        }
    }

    private Set<Long> otherProviders() {
        Set<Long> found = new HashSet<>();
        try {
            // all: a service that also has an interface of its bundle alone is assignable to no other version
            ServiceReference<?>[] references = context.getAllServiceReferences(SERVICE, filter);
            if (references != null) {
                for (ServiceReference<?> reference : references) {
                    Bundle bundle = reference.getBundle();
                    if (bundle != null && isOther(bundle)) {
                        found.add(bundle.getBundleId());
                    }
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
        return found;
    }

    private boolean isOther(Bundle bundle) {
        Bundle own = context.getBundle();
        return bundle.getBundleId() != own.getBundleId()
                && own.getSymbolicName().equals(bundle.getSymbolicName());
    }
}
