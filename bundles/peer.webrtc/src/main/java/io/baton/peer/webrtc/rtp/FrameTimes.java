// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import io.baton.peer.FrameAge;
import java.util.Optional;

/**
 * When the last {@value #FRAMES} frames of one viewer were captured, encoded and sent, by their RTP timestamps. All
 * times are of the clock of {@link System#nanoTime()}, in nanoseconds. Not thread-safe.
 */
final class FrameTimes {

    /** Some seconds of frames: a viewer asks about one that it has just shown. */
    static final int FRAMES = 512;

    private final int[] timestamps = new int[FRAMES];
    private final long[] captured = new long[FRAMES];
    private final long[] encoded = new long[FRAMES];
    private final long[] sent = new long[FRAMES];
    private long count;

    /** Notes a frame whose last packet has just been sent. */
    void sent(int timestamp, long capturedAt, long encodedAt, long now) {
        int at = (int) (count++ % FRAMES);
        timestamps[at] = timestamp;
        captured[at] = capturedAt;
        encoded[at] = encodedAt;
        sent[at] = now;
    }

    /** Returns the age of the frame with this timestamp; empty if it is not among the last ones. */
    Optional<FrameAge> age(int timestamp, long now) {
        for (long i = count - 1; i >= Math.max(0, count - FRAMES); i--) {
            int at = (int) (i % FRAMES);
            if (timestamps[at] == timestamp) {
                return Optional.of(
                        new FrameAge(now - captured[at], encoded[at] - captured[at], sent[at] - captured[at]));
            }
        }
        return Optional.empty();
    }

    /** Adds what was sent since this time. */
    void addTo(LatencySamples samples, long since) {
        for (long i = count - 1; i >= Math.max(0, count - FRAMES); i--) {
            int at = (int) (i % FRAMES);
            if (sent[at] - since < 0) {
                return;
            }
            samples.add(encoded[at] - captured[at], sent[at] - captured[at]);
        }
    }
}
