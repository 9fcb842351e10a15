// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

/** Pauses between attempts: 100 ms, then twice as long each time, up to 5 s. */
final class Backoff {

    private static final long FIRST_NANOS = 100_000_000L;
    private static final long LONGEST_NANOS = 5_000_000_000L;

    private long pauseNanos = FIRST_NANOS;

    /** Returns the pause after one more failure. */
    long next() {
        long pause = pauseNanos;
        pauseNanos = Math.min(2 * pause, LONGEST_NANOS);
        return pause;
    }

    void reset() {
        pauseNanos = FIRST_NANOS;
    }
}
