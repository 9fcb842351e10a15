// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The times at which the pointer is moved, with a moved clock. */
class JigglerTest {

    /** Always a half. */
    private static final RandomGenerator HALF = () -> 1L << 63;

    private final List<String> moves = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-30T10:00:30Z");

    @Test
    void pointerIsMovedAtEachTimeOfTheSchedule() {
        Jiggler jiggler = jiggler(0, "0 * * * * *");
        assertEquals(Duration.ofSeconds(30), jiggler.step());
        pass(jiggler, 150);
        assertEquals(List.of("10:01:00 PT1M", "10:02:00 PT1M", "10:03:00 PT1M"), moves);
    }

    @Test
    void eachMoveIsDelayedAtRandomByAPartOfTheInterval() {
        Jiggler jiggler = jiggler(50, "0 * * * * *");
        pass(jiggler, 150);
        assertEquals(List.of("10:01:15 PT1M", "10:02:15 PT1M"), moves);
    }

    @Test
    void timesThatPassedWhileTheDeviceSleptAreOneMove() {
        Jiggler jiggler = jiggler(0, "0 * * * * *");
        jiggler.step();
        pass(jiggler, 1);
        now = now.plusSeconds(3600);
        jiggler.step();
        jiggler.step();
        assertEquals(List.of("11:00:31 PT1M"), moves);
    }

    @Test
    void timeOfDaySetBackIsFollowed() {
        Jiggler jiggler = jiggler(0, "0 0 12 * * *");
        jiggler.step();
        now = Instant.parse("2026-11-29T11:59:59Z");
        jiggler.step();
        pass(jiggler, 1);
        assertEquals(List.of("12:00:00 PT1M"), moves);
    }

    @Test
    void scheduleWithoutTimesMovesNothing() {
        Jiggler jiggler = jiggler(25, "0 0 0 30 2 *");
        pass(jiggler, 3);
        assertEquals(Duration.ofSeconds(30), jiggler.step());
        assertEquals(List.of(), moves);
    }

    private Jiggler jiggler(int jitterPercent, String schedule) {
        return new Jiggler(
                JigglerConfig.of(60, jitterPercent, schedule, "UTC"),
                () -> inactivity -> moves.add(now.toString().substring(11, 19) + " " + inactivity),
                () -> now,
                HALF);
    }

    private void pass(Jiggler jiggler, int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            jiggler.step();
        }
    }
}
