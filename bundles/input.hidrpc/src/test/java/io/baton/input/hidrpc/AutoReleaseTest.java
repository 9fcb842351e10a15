// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hold times, in milliseconds of arrival. */
class AutoReleaseTest {

    private final AutoRelease holds = new AutoRelease();

    /** Steps: {@code p} press of key 4, {@code q} press of key 5, {@code r} release of key 5, {@code k} keep-alive. */
    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "p0, 100",
        "p0 p60, 160",
        "p0 k50, 150",
        "p0 k90, 190",
        "p0 k50 k100, 200",
        "p0 k50 k110, 200",
        "p0 k50 k125, 200",
        "p0 k50 k150, 200",
        "p0 k50 k151, 150",
        "p0 k50 k151 k160, 150",
        "p0 k50 k90, 190",
        "p0 k50 k80 k170, 230",
        "p0 k225, 325",
        "p0 k226, 100",
        "p0 k50 q60 k100, 200",
        "p0 k50 q60 r70 k149, 249",
        "k10 p20 k70, 170",
    })
    void keepAliveExtendsHold(String steps, long deadline) {
        for (String step : steps.split(" ", -1)) {
            long at = millis(Long.parseLong(step.substring(1)));
            switch (step.charAt(0)) {
                case 'p' -> holds.pressed(4, at);
                case 'q' -> holds.pressed(5, at);
                case 'r' -> holds.released(5);
                default -> holds.keepAlive(at);
            }
        }
        assertEquals(0, holds.due(millis(deadline) - 1));
        assertEquals(4, holds.due(millis(deadline)));
    }

    @Test
    void keysAreDueInOrderOfDeadlines() {
        holds.pressed(4, millis(10));
        holds.pressed(5, millis(0));
        holds.pressed(6, millis(20));
        for (int usage : new int[] {5, 4, 6}) {
            assertEquals(usage, holds.due(millis(200)));
            holds.released(usage);
        }
        assertTrue(holds.isEmpty());
    }

    @Test
    void modifiersAndUsageZeroAreNeverDue() {
        holds.pressed(0xe0, 0);
        holds.pressed(0xe7, 0);
        holds.pressed(0, 0);
        assertTrue(holds.isEmpty());
    }

    /** The gap does not count against the hold; it does count in the age of the ticks. */
    @Test
    void restoredHoldKeepsRemainingTimeAndTickAge() {
        holds.pressed(4, millis(0));
        holds.keepAlive(millis(50));
        AutoRelease next = new AutoRelease();
        next.restore(holds.save(millis(90)), millis(190), millis(100));
        assertEquals(0, next.due(millis(249)));
        assertEquals(4, next.due(millis(250)), "60 ms were left");
        next.keepAlive(millis(110));
        assertEquals(0, next.due(millis(199)));
        assertEquals(4, next.due(millis(200)), "10 ms late by its arrival");
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
