// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StartTimesTest {
    @Test
    void lineHasTheSumAndEachPhaseInOrder() {
        AtomicLong nanos = new AtomicLong(7);
        StartTimes times = new StartTimes(Duration.ofMillis(120), nanos::get);
        nanos.addAndGet(200_000_000);
        times.ended("framework");
        nanos.addAndGet(1_500_000_000);
        times.ended("logging");
        assertEquals("Started in 1.82 s: java 0.12, framework 0.20, logging 1.50", times.toString());
    }

    @Test
    void ageIsTheDifferenceOfTheKernelsClocks() {
        String stat = "4711 (a) java) S 1 4711 4711 0 -1 4194560 1 0 0 0 12 3 0 0 20 0 30 0 6543210 1 1 1";
        assertEquals(Duration.ofMillis(150), StartTimes.age(stat, "65432.25 12345.67\n"));
    }

    @Test
    void ageIsNeverNegative() {
        String stat = "4711 (java) S 1 4711 4711 0 -1 4194560 1 0 0 0 12 3 0 0 20 0 30 0 6543210 1 1 1";
        assertEquals(Duration.ZERO, StartTimes.age(stat, "65432.09 12345.67\n"));
    }
}
