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
}
