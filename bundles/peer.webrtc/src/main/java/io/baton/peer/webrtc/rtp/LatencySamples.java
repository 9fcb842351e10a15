// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import io.baton.peer.VideoLatency;
import java.util.Arrays;

/** Times of frames, collected from all viewers for one report. Not thread-safe. */
public final class LatencySamples {

    private long[] encoded = new long[FrameTimes.FRAMES];
    private long[] sent = new long[FrameTimes.FRAMES];
    private int count;

    void add(long encodedNanos, long sentNanos) {
        if (count == encoded.length) {
            encoded = Arrays.copyOf(encoded, 2 * count);
            sent = Arrays.copyOf(sent, 2 * count);
        }
        encoded[count] = encodedNanos;
        sent[count] = sentNanos;
        count++;
    }

    /** Returns the percentiles by nearest rank. */
    public VideoLatency report() {
        if (count == 0) {
            return VideoLatency.NONE;
        }
        Arrays.sort(encoded, 0, count);
        Arrays.sort(sent, 0, count);
        return new VideoLatency(count, encoded[rank(0.5)], encoded[rank(0.99)], sent[rank(0.5)], sent[rank(0.99)]);
    }

    private int rank(double part) {
        return Math.max(0, (int) Math.ceil(part * count) - 1);
    }
}
