// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/**
 * Round-trip estimate and the timeout derived from it (RFC 9260 section 6.3.1). Doubling ends as soon as the peer makes
 * progress, not only with the next measurement: after heavy loss there may be nothing left to measure with.
 */
final class RetransmissionTimeout {

    private final long min;
    private final long max;
    private long smoothed;
    private long variation;
    private long timeout;
    private int doublings;

    RetransmissionTimeout(SctpTimers timers) {
        min = timers.minTimeout().toNanos();
        max = timers.maxTimeout().toNanos();
        timeout = clamp(timers.initialTimeout().toNanos());
    }

    void measured(long roundTripNanos) {
        long sample = Math.max(1, roundTripNanos);
        if (smoothed == 0) {
            smoothed = sample;
            variation = sample / 2;
        } else {
            variation += (Math.abs(smoothed - sample) - variation) / 4;
            smoothed += (sample - smoothed) / 8;
        }
        timeout = clamp(smoothed + 4 * variation);
        doublings = 0;
    }

    void backOff() {
        doublings = Math.min(doublings + 1, 16);
    }

    void progress() {
        doublings = 0;
    }

    long nanos() {
        return clamp(timeout << doublings);
    }

    long smoothedNanos() {
        return smoothed;
    }

    private long clamp(long nanos) {
        return Math.min(max, Math.max(min, nanos));
    }
}
