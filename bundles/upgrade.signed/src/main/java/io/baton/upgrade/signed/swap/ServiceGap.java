// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/**
 * Measures for how long the interfaces of some bundles had no service: from the unregistration of the last one of each
 * to its next registration.
 *
 * <p>Threading. Any thread.
 */
final class ServiceGap implements ServiceListener, AutoCloseable {

    private final BundleContext context;
    private final Set<String> symbolicNames;
    private final LongSupplier nanoTime;
    private final Map<String, Long> gone = new HashMap<>();
    private long longestNanos;

    ServiceGap(BundleContext context, Set<String> symbolicNames, LongSupplier nanoTime) {
        this.context = context;
        this.symbolicNames = symbolicNames;
        this.nanoTime = nanoTime;
        context.addServiceListener(this);
    }

    @Override
    public synchronized void serviceChanged(ServiceEvent event) {
        String name = String.valueOf(event.getServiceReference().getBundle().getSymbolicName());
        if (!symbolicNames.contains(name)) {
            return;
        }
        String[] interfaces = (String[]) event.getServiceReference().getProperty(Constants.OBJECTCLASS);
        for (String type : interfaces) {
            String key = name + " " + type;
            if (event.getType() == ServiceEvent.UNREGISTERING) {
                gone.put(key, nanoTime.getAsLong());
            } else if (event.getType() == ServiceEvent.REGISTERED) {
                Long since = gone.remove(key);
                if (since != null) {
                    longestNanos = Math.max(longestNanos, nanoTime.getAsLong() - since);
                }
            }
        }
    }

    /** Returns the longest gap that has ended. */
    synchronized Duration longest() {
        return Duration.ofNanos(longestNanos);
    }

    @Override
    public void close() {
        context.removeServiceListener(this);
    }
}
