// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.webrtc.rtp.BitrateTarget.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BitrateTargetTest {

    private static final int LOWEST = 500_000;
    private static final int HIGHEST = 4_000_000;
    private static final long SECOND = 1_000_000_000L;

    private final BitrateTarget target = new BitrateTarget(LOWEST, HIGHEST);
    private long now = -3 * SECOND;
    private long bytesA;
    private long bytesB;
    private boolean priorityA;

    @Test
    void targetStaysAtTheMaximumWithoutLowEstimates() {
        for (int i = 0; i < 10; i++) {
            assertEquals(HIGHEST, second(4_000_000, 6_500_000));
        }
    }

    @Test
    void targetStaysAtTheMaximumWithoutEstimates() {
        assertEquals(HIGHEST, second(4_000_000, -1));
        assertEquals(HIGHEST, second(4_000_000, -1));
    }

    @Test
    void targetFollowsALowEstimateOfABusyPath() {
        second(4_000_000, 6_000_000);
        assertEquals(1_900_000, second(4_000_000, 2_000_000));
    }

    @Test
    void lowEstimateIsIgnoredWhileLittleIsSent() {
        second(100_000, 150_000);
        assertEquals(HIGHEST, second(100_000, 150_000));
    }

    @Test
    void targetGrowsBackWhenTheEstimateRises() {
        second(4_000_000, 6_000_000);
        int reached = second(4_000_000, 1_000_000);
        assertEquals(950_000, reached);
        int seconds = 0;
        while (reached < HIGHEST && seconds <= 20) {
            int next = second(reached, reached * 3L / 2);
            assertTrue(next >= reached && next <= reached * 1.25, next + " after " + reached);
            reached = next;
            seconds++;
        }
        assertTrue(seconds >= 8 && seconds <= 20, "took " + seconds + " s");
    }

    @Test
    void targetFollowsTheLowestEstimateDownToTheMinimum() {
        update(4_000_000, 6_000_000, 4_000_000, 6_000_000);
        assertEquals(1_900_000, update(4_000_000, 3_000_000, 4_000_000, 2_000_000));
        assertEquals(LOWEST, update(4_000_000, 3_000_000, 4_000_000, 10_000));
    }

    @Test
    void onlyThePathWithPriorityDecides() {
        priorityA = true;
        update(4_000_000, 6_000_000, 4_000_000, 6_000_000);
        assertEquals(HIGHEST, update(4_000_000, 6_000_000, 4_000_000, 1_000_000));
        assertEquals(1_900_000, update(4_000_000, 2_000_000, 4_000_000, 1_000_000));
    }

    @Test
    void viewerWithoutPriorityIsLimitedToItsOwnPath() {
        priorityA = true;
        update(4_000_000, 6_000_000, 4_000_000, 6_000_000);
        assertEquals(BitrateTarget.UNLIMITED, target.limit(2));
        update(4_000_000, 6_000_000, 4_000_000, 1_000_000);
        assertEquals(950_000, target.limit(2));
        assertEquals(BitrateTarget.UNLIMITED, target.limit(1));
        assertEquals(BitrateTarget.UNLIMITED, target.limit(3), "an unknown viewer");
    }

    @Test
    void limitGrowsBackUntilThePathCarriesTheStream() {
        priorityA = true;
        update(4_000_000, 6_000_000, 4_000_000, 6_000_000);
        update(4_000_000, 6_000_000, 4_000_000, 1_000_000);
        long limit = target.limit(2);
        for (int i = 0; i < 30 && limit != BitrateTarget.UNLIMITED; i++) {
            update(4_000_000, 6_000_000, limit, limit * 3 / 2);
            assertTrue(target.limit(2) > limit);
            limit = target.limit(2);
        }
        assertEquals(BitrateTarget.UNLIMITED, limit);
    }

    @Test
    void viewerBelowTheMinimumIsLimitedThoughItsPathDecides() {
        priorityA = true;
        update(4_000_000, 6_000_000, 4_000_000, 6_000_000);
        assertEquals(LOWEST, update(4_000_000, 100_000, 4_000_000, 6_000_000));
        assertEquals(95_000, target.limit(1));
    }

    @Test
    void estimateOfANewViewerIsIgnored() {
        second(4_000_000, 6_000_000);
        now += SECOND;
        bytesA += 500_000;
        assertEquals(
                HIGHEST,
                target.update(
                        List.of(new Path(1, bytesA, 6_000_000, false), new Path(2, 9_000_000, 500_000, false)), now));
    }

    @Test
    void boundsOutOfOrderThrow() {
        assertThrows(IllegalArgumentException.class, () -> new BitrateTarget(2, 1));
    }

    private int second(long bitsSent, long estimate) {
        now += SECOND;
        bytesA += bitsSent / 8;
        return target.update(List.of(new Path(1, bytesA, estimate, false)), now);
    }

    private int update(long bitsA, long estimateA, long bitsB, long estimateB) {
        now += SECOND;
        bytesA += bitsA / 8;
        bytesB += bitsB / 8;
        return target.update(
                List.of(new Path(1, bytesA, estimateA, priorityA), new Path(2, bytesB, estimateB, false)), now);
    }
}
