// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.time.Instant;

/**
 * NTP timestamps that advance with the monotonic clock, so that setting the device's clock does not disturb the
 * measurement of round trips.
 */
final class NtpClock {

    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long SECOND = 1_000_000_000L;

    private final long baseNanos;
    private final long baseSeconds;
    private final long anchor;

    NtpClock(Instant wall, long now) {
        baseSeconds = wall.getEpochSecond() + SECONDS_1900_TO_1970;
        baseNanos = wall.getNano();
        anchor = now;
    }

    /** 32.32 fixed point. */
    long at(long now) {
        long nanos = baseNanos + now - anchor;
        long seconds = baseSeconds + Math.floorDiv(nanos, SECOND);
        return (seconds << 32) | ((Math.floorMod(nanos, SECOND) << 32) / SECOND);
    }

    /** The middle 32 bits, as report blocks repeat them. */
    int middleAt(long now) {
        return (int) (at(now) >>> 16);
    }
}
