// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Measures for how long an interface has no service.
 *
 * <p>Threading. Any thread.
 */
final class GapMeter implements AutoCloseable {

    private final LongSupplier nanoTime;
    private final Map<String, Integer> services = new HashMap<>();
    private final Map<String, Long> missingSince = new HashMap<>();
    private volatile Runnable close = () -> {};
    private long longest;

    GapMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Sets what ends the notifications. */
    void onClose(Runnable ending) {
        close = ending;
    }

    synchronized void registered(String name) {
        if (services.merge(name, 1, Integer::sum) == 1) {
            Long since = missingSince.remove(name);
            if (since != null) {
                longest = Math.max(longest, nanoTime.getAsLong() - since);
            }
        }
    }

    synchronized void unregistering(String name) {
        Integer left = services.computeIfPresent(name, (_, count) -> Math.max(count - 1, 0));
        if (left != null && left == 0) {
            missingSince.putIfAbsent(name, nanoTime.getAsLong());
        }
    }

    /** The longest time so far; of an interface that is missing still, until now. */
    synchronized Duration longest() {
        long now = nanoTime.getAsLong();
        long result = longest;
        for (long since : missingSince.values()) {
            result = Math.max(result, now - since);
        }
        return Duration.ofNanos(result);
    }

    @Override
    public void close() {
        close.run();
    }
}
