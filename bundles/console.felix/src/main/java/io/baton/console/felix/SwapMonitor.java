// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Counts how often each of Baton's bundles was replaced or started again since this component is active, and measures
 * for how long the last time no version of it ran.
 *
 * <p>Threading. The framework's threads report; any thread may ask.
 */
@Component(service = SwapMonitor.class, immediate = true)
public final class SwapMonitor implements SynchronousBundleListener {

    static final String OWN = "io.baton.";

    private final LongSupplier nanoTime;
    private final Map<String, Life> lives = new HashMap<>();

    /**
     * What became of a bundle since the monitor is active.
     *
     * @param count how often it was replaced or started again
     * @param gap how long none of its versions ran, the last time; empty when it never was away
     */
    record Swaps(int count, Optional<Duration> gap) {

        static final Swaps NONE = new Swaps(0, Optional.empty());
    }

    /** The versions of a bundle that run, by the framework's numbers, and what became of it. */
    private static final class Life {
        private final Set<Long> running = new HashSet<>();
        private long awaySince;
        private boolean away;
        private Swaps swaps = Swaps.NONE;
    }

    @Activate
    public SwapMonitor(BundleContext context) {
        this(System::nanoTime);
        context.addBundleListener(this);
        Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .forEach(bundle -> running(name(bundle), bundle.getBundleId()));
    }

    SwapMonitor(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Deactivate
    void close(BundleContext context) {
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        switch (event.getType()) {
            case BundleEvent.STARTED -> started(name(bundle), bundle.getBundleId());
            case BundleEvent.STOPPING -> stopping(name(bundle), bundle.getBundleId());
            default -> {
                // what is between does not matter to what uses its services
            }
        }
    }

    private static String name(Bundle bundle) {
        String name = bundle.getSymbolicName();
        return name == null ? "" : name;
    }

    /** Notes a bundle that ran before it was watched. */
    synchronized void running(String name, long id) {
        if (name.startsWith(OWN)) {
            lives.computeIfAbsent(name, absent -> new Life()).running.add(id);
        }
    }

    synchronized void started(String name, long id) {
        if (!name.startsWith(OWN)) {
            return;
        }
        Life life = lives.computeIfAbsent(name, absent -> new Life());
        if (!life.running.add(id)) {
            return;
        }
        if (life.away) {
            life.away = false;
            Duration gap = Duration.ofNanos(nanoTime.getAsLong() - life.awaySince);
            life.swaps = new Swaps(life.swaps.count() + 1, Optional.of(gap));
        } else if (life.running.size() > 1) {
            life.swaps = new Swaps(life.swaps.count() + 1, Optional.of(Duration.ZERO));
        }
    }

    synchronized void stopping(String name, long id) {
        Life life = lives.get(name);
        if (life != null && life.running.remove(id) && life.running.isEmpty()) {
            life.away = true;
            life.awaySince = nanoTime.getAsLong();
        }
    }

    /** Returns what became of a bundle. */
    synchronized Swaps swaps(String name) {
        Life life = lives.get(name);
        return life == null ? Swaps.NONE : life.swaps;
    }
}
