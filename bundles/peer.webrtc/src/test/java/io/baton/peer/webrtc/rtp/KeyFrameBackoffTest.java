// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyFrameBackoffTest {

    private static final long MILLI = 1_000_000L;

    private final KeyFrameBackoff backoff = new KeyFrameBackoff();

    @Test
    void requestsWithoutEndArePassedOnAtGrowingIntervals() {
        List<Long> passed = new ArrayList<>();
        for (long now = 0; now < 10_000 * MILLI; now += 100 * MILLI) {
            if (backoff.passes(now) || backoff.request(now)) {
                passed.add(now / MILLI);
            }
        }
        assertEquals(List.of(0L, 500L, 1_500L, 3_500L, 5_500L, 7_500L, 9_500L), passed);
    }

    @Test
    void requestThatWaitsIsPassedOnAtItsDeadline() {
        assertTrue(backoff.request(0));
        assertEquals(VideoSender.NEVER, backoff.deadlineNanos());
        assertFalse(backoff.request(100 * MILLI));
        assertEquals(500 * MILLI, backoff.deadlineNanos());
        assertFalse(backoff.passes(499 * MILLI));
        assertTrue(backoff.passes(500 * MILLI));
        assertFalse(backoff.passes(5_000 * MILLI), "once");
    }

    @Test
    void keyFrameAnswersTheRequestThatWaits() {
        backoff.request(0);
        backoff.request(100 * MILLI);
        backoff.keyFrame();
        assertFalse(backoff.passes(1_000 * MILLI));
        assertEquals(VideoSender.NEVER, backoff.deadlineNanos());
    }

    @Test
    void requestAfterQuietIsPassedOnAtOnce() {
        for (long now = 0; now < 4_000 * MILLI; now += 200 * MILLI) {
            backoff.request(now);
        }
        backoff.keyFrame();
        assertTrue(backoff.request(9_000 * MILLI));
        assertFalse(backoff.request(9_400 * MILLI));
        assertTrue(backoff.request(9_500 * MILLI), "as after the first");
    }
}
