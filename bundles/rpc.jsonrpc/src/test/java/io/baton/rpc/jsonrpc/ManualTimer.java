// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A timer that goes off when a test moves the clock, on the test's thread. */
final class ManualTimer implements Timer {

    private record Entry(long atNanos, Runnable work) {}

    private final ManualClock clock;
    private final List<Entry> entries = new ArrayList<>();

    ManualTimer(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public Appointment after(Duration delay, Runnable work) {
        Entry entry = new Entry(clock.nanoTime() + delay.toNanos(), work);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    @Override
    public void close() {
        entries.clear();
    }

    int size() {
        return entries.size();
    }

    void advanceMillis(long millis) {
        long end = clock.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (true) {
            Optional<Entry> next = entries.stream()
                    .filter(entry -> entry.atNanos() <= end)
                    .min(Comparator.comparingLong(Entry::atNanos));
            if (next.isEmpty()) {
                break;
            }
            entries.remove(next.get());
            clock.advance(Duration.ofNanos(Math.max(0, next.get().atNanos() - clock.nanoTime())));
            next.get().work().run();
        }
        clock.advance(Duration.ofNanos(end - clock.nanoTime()));
    }
}
