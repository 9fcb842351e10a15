// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PressedKeysTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long MILLI = 1_000_000;

    private final PressedKeys keys = new PressedKeys(START);

    @BeforeEach
    void pressThreeKeys() {
        keys.pressed(0, 100 * MILLI);
        keys.pressed(1, 150 * MILLI);
        keys.pressed(2, 200 * MILLI);
    }

    @Test
    void reportStandsForTheKeysDueBefore() {
        keys.reported(PressedKeys.FIRST_USAGE + 1, 160 * MILLI);
        assertEquals(2, keys.latency().getTotalCount());
        assertEquals(60, Math.round(keys.latency().getMaxValue() / 1e6));
        keys.reported(PressedKeys.FIRST_USAGE + 1, 170 * MILLI);
        assertEquals(2, keys.latency().getTotalCount(), "a key is reported once");
    }

    @Test
    void settledStateStandsForAllKeys() {
        keys.settled(300 * MILLI);
        assertEquals(3, keys.latency().getTotalCount());
        assertEquals(200, Math.round(keys.latency().getMaxValue() / 1e6));
    }

    @Test
    void keyPressedAgainBeforeItsReportCountsWithItsDelay() {
        keys.pressed(0, 1_400 * MILLI);
        assertEquals(1, keys.latency().getTotalCount());
        assertEquals(1_300, keys.latency().getMaxValue() / 1e6, 2);
    }

    @Test
    void edgesBeforeThePhaseAreLeftOut() {
        List<String> seen = keys.seen(List.of(
                "2025-12-31T23:59:59.9Z down 0x04",
                "g! 2026-01-01T00:00:00.1Z down 0x04",
                "2026-01-01T00:00:00.14Z up 0x04"));
        assertEquals(List.of("down 0x04", "up 0x04"), seen);
        assertEquals(2, keys.lost(seen));
        assertFalse(keys.isComplete(seen));
    }

    @Test
    void edgeThatIsPrintedTwiceCountsOnce() {
        List<String> seen = keys.seen(List.of(
                "2026-01-01T00:00:00.14Z up 0x04",
                "2026-01-01T00:00:00.1Z down 0x04",
                "g! 2026-01-01T00:00:00.14Z up 0x04",
                "2026-01-01T00:00:00.2Z down 0x04"));
        assertEquals(List.of("down 0x04", "up 0x04", "down 0x04"), seen);
    }

    @Test
    void missingReleaseIsALostKeyAndAnotherOrderIsIncomplete() {
        List<String> all = List.of("down 0x04", "up 0x04", "down 0x05", "up 0x05", "down 0x06", "up 0x06");
        assertTrue(keys.isComplete(all));
        assertEquals(0, keys.lost(all));
        assertEquals(1, keys.lost(all.subList(0, 5)));
        assertFalse(keys.isComplete(List.of("down 0x05", "up 0x05", "down 0x04", "up 0x04", "down 0x06", "up 0x06")));
    }
}
