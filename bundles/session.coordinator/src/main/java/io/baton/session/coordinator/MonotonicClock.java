// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Tells the time from a start and a clock that is never set: no deadline moves when a user sets the time. */
final class MonotonicClock implements InstantSource {

    private final Instant start;
    private final LongSupplier nanoTime;
    private final long startNanos;

    MonotonicClock(Instant start, LongSupplier nanoTime) {
        this.start = start;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanoTime.getAsLong() - startNanos);
    }
}
