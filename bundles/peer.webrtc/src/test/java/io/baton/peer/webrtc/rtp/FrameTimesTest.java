// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.peer.FrameAge;
import io.baton.peer.VideoLatency;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameTimesTest {

    private final FrameTimes times = new FrameTimes();

    @Test
    void lastFramesAreRememberedAndOlderOnesForgotten() {
        for (int frame = 0; frame <= FrameTimes.FRAMES; frame++) {
            times.sent(frame * 3_000, frame * 100L, frame * 100L + 10, frame * 100L + 30);
        }
        assertEquals(Optional.empty(), times.age(0, 1_000_000));
        assertEquals(Optional.of(new FrameAge(999_900, 10, 30)), times.age(3_000, 1_000_000));
        int last = FrameTimes.FRAMES;
        assertEquals(Optional.of(new FrameAge(50, 10, 30)), times.age(last * 3_000, last * 100L + 50));
    }

    @Test
    void latestFrameCountsWhereATimestampCameTwice() {
        times.sent(7, 100, 110, 120);
        times.sent(7, 200, 210, 220);
        assertEquals(Optional.of(new FrameAge(100, 10, 20)), times.age(7, 300));
    }

    @Test
    void reportHasThePercentilesOfAllViewersSinceATime() {
        FrameTimes other = new FrameTimes();
        for (int frame = 0; frame < 100; frame++) {
            long captured = 1_000L * frame;
            times.sent(frame, captured, captured + frame, captured + 2L * frame);
            other.sent(frame, captured, captured + 500, captured + 900);
        }
        LatencySamples samples = new LatencySamples();
        times.addTo(samples, 0);
        assertEquals(new VideoLatency(100, 49, 98, 98, 196), samples.report());
        other.addTo(samples, 50_000);
        // the other's frames 50 to 99, and 49 that was sent at 49900, is too old
        assertEquals(new VideoLatency(150, 74, 500, 148, 900), samples.report());
    }
}
