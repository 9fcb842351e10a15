// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PollScheduleTest {

    @Test
    void waitsOfAFleetDiffer() {
        Set<Duration> waits = new HashSet<>();
        PollSchedule schedule = new PollSchedule(new Random(1));
        for (int device = 0; device < 100; device++) {
            Duration wait = schedule.next(Duration.ofSeconds(100));
            assertTrue(wait.toSeconds() >= 90 && wait.toSeconds() <= 110, wait.toString());
            waits.add(wait);
        }
        assertTrue(waits.size() > 90, waits.toString());
    }

    @Test
    void waitsAfterErrorsGrowToAQuarterOfAnHour() {
        PollSchedule schedule = new PollSchedule(() -> 0L);
        assertEquals(Duration.ofSeconds(5), schedule.failed(Duration.ZERO));
        assertEquals(Duration.ofSeconds(10), schedule.failed(Duration.ZERO));
        for (int failure = 0; failure < 100; failure++) {
            schedule.failed(Duration.ZERO);
        }
        assertEquals(Duration.ofMinutes(15), schedule.failed(Duration.ZERO));
        schedule.succeeded();
        assertEquals(Duration.ofSeconds(5), schedule.failed(Duration.ZERO));
    }

    @Test
    void waitThatTheServerAsksForIsNotUndercut() {
        PollSchedule schedule = new PollSchedule(() -> 0L);
        assertEquals(Duration.ofSeconds(65), schedule.failed(Duration.ofSeconds(60)));
        assertTrue(schedule.failed(Duration.ofDays(30)).compareTo(Duration.ofHours(2)) < 0);
    }
}
