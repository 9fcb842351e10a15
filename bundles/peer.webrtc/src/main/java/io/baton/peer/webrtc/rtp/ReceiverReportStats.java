// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/** What a viewer's latest report says about how our packets arrive. */
final class ReceiverReportStats {

    private static final long UNKNOWN = -1;
    private static final long ASSUMED_NANOS = 100_000_000L;
    private static final long SHORTEST_NANOS = 5_000_000L;
    private static final long LONGEST_NANOS = 10_000_000_000L;

    private double fractionLost;
    private int cumulativeLost;
    private int jitterTicks;
    private long roundTripNanos = UNKNOWN;
    private long reports;

    /** Takes a report block; the two last arguments and {@code middleNow} count 1/65536 s. */
    void report(int lost256, int lost, int jitter, int middleNow, int lastReport, int delay) {
        reports++;
        fractionLost = lost256 / 256.0;
        cumulativeLost = lost;
        jitterTicks = jitter;
        if (lastReport != 0) {
            int units = middleNow - lastReport - delay;
            long nanos = units * 1_000_000_000L / 65_536;
            if (nanos <= LONGEST_NANOS) {
                roundTripNanos = Math.max(0, nanos);
            }
        }
    }

    long reports() {
        return reports;
    }

    double fractionLost() {
        return fractionLost;
    }

    int cumulativeLost() {
        return cumulativeLost;
    }

    int jitterTicks() {
        return jitterTicks;
    }

    long roundTripNanos() {
        return roundTripNanos;
    }

    /** How long a repetition is given to arrive before it is repeated once more. */
    long patienceNanos() {
        return roundTripNanos == UNKNOWN ? ASSUMED_NANOS : Math.max(SHORTEST_NANOS, roundTripNanos);
    }
}
