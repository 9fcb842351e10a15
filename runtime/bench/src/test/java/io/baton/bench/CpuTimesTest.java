// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class CpuTimesTest {

    @Test
    void busyShareLeavesOutIdleAndStolenTime() {
        CpuTimes before = CpuTimes.parse("cpu  100 0 50 800 50 0 0 0 40 0\ncpu0 1 2 3 4 5 6 7 8 9 0\n");
        CpuTimes after = CpuTimes.parse("cpu  150 10 60 850 60 5 5 10 60 0\n");
        assertEquals(150, after.total() - before.total(), "guest time is part of user time");
        assertEquals(100.0 * 80 / 150, after.busyPercentSince(before), 0.001);
        assertEquals(100.0 * 10 / 150, after.stealPercentSince(before), 0.001);
    }

    @Test
    void sharesOfNoTimeAreZero() {
        CpuTimes now = CpuTimes.parse("cpu  1 2 3 4 5 6 7 8 9 10");
        assertEquals(0, now.busyPercentSince(now));
        assertEquals(0, now.stealPercentSince(now));
    }

    @Test
    void machineIsQuietOnlyWithoutLoadBusyAndStolenTime() {
        assertTrue(Host.verdict(0.3, 5, 0.5).startsWith("machine: quiet: load 0.30;"));
        for (String verdict : new String[] {Host.verdict(0.6, 5, 0), Host.verdict(0, 11, 0), Host.verdict(0, 0, 1.5)}) {
            assertTrue(verdict.startsWith("machine: NOT QUIET"), verdict);
        }
    }
}
