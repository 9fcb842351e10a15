// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FrameThinnerTest {

    private static final int RATE = 30;
    private static final long FRAME = 1_000_000_000L / RATE;
    private static final int GROUP = 60;
    private static final int FRAME_BYTES = 10_000;

    private final FrameThinner thinner = new FrameThinner();
    private long now = 5_000_000_000L;
    private int index;
    private int passed;
    private long passedBytes;
    private boolean broken;

    @Test
    void allFramesPassWithoutALimit() {
        frames(GROUP * 3);
        assertEquals(GROUP * 3, passed);
    }

    @Test
    void limitedViewerGetsTheBeginningOfEachGroupWithinItsLimit() {
        long bits = FRAME_BYTES * 8L * RATE / 4;
        thinner.limit(bits, now);
        frames(GROUP * 10);
        double perSecond = passedBytes * 8.0 / (GROUP * 10) * RATE;
        assertTrue(perSecond <= bits * 1.1, perSecond + " of " + bits);
        assertTrue(perSecond >= bits * 0.6, perSecond + " of " + bits);
        assertFalse(broken, "a frame passed whose reference did not");
    }

    @Test
    void framesPassAgainFromTheNextKeyFrameOnWhenTheLimitGoes() {
        thinner.limit(FRAME_BYTES * 8, now);
        frames(GROUP / 2);
        int before = passed;
        thinner.limit(BitrateTarget.UNLIMITED, now);
        frames(GROUP / 2);
        assertEquals(before, passed, "the rest of the group cannot be decoded");
        frames(GROUP);
        assertEquals(before + GROUP, passed);
        assertFalse(broken);
    }

    @Test
    void renewedLimitGivesNothingForNothing() {
        for (int i = 0; i < GROUP * 4; i++) {
            thinner.limit(FRAME_BYTES * 8, now);
            frames(1);
        }
        assertTrue(passed <= GROUP * 4 / RATE + 2, passed + " frames of one a second");
    }

    private void frames(int count) {
        for (int i = 0; i < count; i++) {
            boolean key = index++ % GROUP == 0;
            now += FRAME;
            boolean before = passes;
            passes = thinner.passes(FRAME_BYTES, key, now);
            broken |= passes && !key && !before;
            if (passes) {
                passed++;
                passedBytes += FRAME_BYTES;
            }
        }
    }

    private boolean passes;
}
