// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Converts instants of the coordinator's clock to the time of day, by the present difference of the two clocks. A
 * difference that changed by less than {@link #TOLERANCE} is kept, so that the same instant is always published as the
 * same time unless the time of day was set.
 *
 * <p>Threading. Any thread.
 */
final class WallTime {

    static final Duration TOLERANCE = Duration.ofMillis(250);

    private final InstantSource wallClock;
    private final InstantSource clock;
    private volatile Duration offset;

    /** @param offset the difference as a predecessor knew it; zero for a clock that starts with the time of day */
    WallTime(InstantSource wallClock, InstantSource clock, Duration offset) {
        this.wallClock = wallClock;
        this.clock = clock;
        this.offset = offset;
    }

    Instant of(Instant instant) {
        return instant.plus(offset());
    }

    Duration offset() {
        Duration known = offset;
        Duration present = Duration.between(clock.instant(), wallClock.instant());
        if (present.minus(known).abs().compareTo(TOLERANCE) < 0) {
            return known;
        }
        offset = present;
        return present;
    }
}
