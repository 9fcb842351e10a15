// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/**
 * Tells when the capabilities of the device have changed for good: a bundle that is replaced takes its own along for a
 * moment, and clients close what belongs to a capability that is gone.
 *
 * <p>Threading. Any thread; what changed is told on the timer's.
 */
final class CapabilityWatch implements ServiceListener {

    /** Longer than a bundle is away in a swap. */
    static final Duration SETTLED = Duration.ofSeconds(3);

    private final Supplier<List<String>> present;
    private final Timer timer;
    private final Consumer<List<String>> changed;
    private List<String> told;
    private Timer.@Nullable Appointment next;

    CapabilityWatch(Supplier<List<String>> present, Timer timer, Consumer<List<String>> changed) {
        this.present = present;
        this.timer = timer;
        this.changed = changed;
        told = present.get();
    }

    @Override
    public synchronized void serviceChanged(ServiceEvent event) {
        Timer.Appointment earlier = next;
        if (earlier != null) {
            earlier.cancel();
        }
        next = timer.after(SETTLED, this::compare);
    }

    private void compare() {
        List<String> now = present.get();
        synchronized (this) {
            next = null;
            if (now.equals(told)) {
                return;
            }
            told = now;
        }
        changed.accept(now);
    }
}
