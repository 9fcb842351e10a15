// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * By how much counters grew within the last minute, as far as they were read: growth between two checks that lie
 * further apart is that since the earlier one.
 *
 * <p>Threading. Any thread.
 */
final class CounterWindow {

    static final Duration SPAN = Duration.ofMinutes(1);
    private static final Duration STEP = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final Map<String, Deque<Sample>> samples = new HashMap<>();

    private record Sample(long nanos, long value) {}

    /**
     * Growth of a counter.
     *
     * @param amount what was added
     * @param nanos the time it took; 0 for a counter that is read for the first time
     */
    record Growth(long amount, long nanos) {

        /** Returns the growth per second; 0 where it took no time. */
        double perSecond() {
            return nanos <= 0 ? 0 : amount * 1e9 / nanos;
        }

        boolean isPositive() {
            return amount > 0;
        }
    }

    /** @param nanoTime a clock that is never set */
    CounterWindow(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes the present value and returns the growth. A value that fell began again at 0. */
    synchronized Growth note(String counter, long value) {
        long now = nanoTime.getAsLong();
        Deque<Sample> known = samples.computeIfAbsent(counter, name -> new ArrayDeque<>());
        Sample last = known.peekLast();
        if (last != null && value < last.value()) {
            known.clear();
            known.add(new Sample(last.nanos(), 0));
            last = known.peekLast();
        }
        if (last == null || now - last.nanos() >= STEP.toNanos()) {
            known.add(new Sample(now, value));
        }
        while (known.size() > 1 && now - second(known).nanos() >= SPAN.toNanos()) {
            known.removeFirst();
        }
        Sample first = known.getFirst();
        return new Growth(value - first.value(), now - first.nanos());
    }

    private static Sample second(Deque<Sample> known) {
        Sample first = known.removeFirst();
        Sample second = known.getFirst();
        known.addFirst(first);
        return second;
    }

    /** Forgets what was read of a counter. */
    synchronized void forget(String counter) {
        samples.remove(counter);
    }
}
