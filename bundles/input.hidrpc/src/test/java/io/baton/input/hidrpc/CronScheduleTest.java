// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * * * | 2026-11-30T10:00:00.5Z | 2026-11-30T10:00:01Z",
                "*/20 * * * * * | 2026-11-30T10:00:40Z | 2026-11-30T10:01:00Z",
                "5/20 * * * * * | 2026-11-30T10:00:25Z | 2026-11-30T10:00:45Z",
                "0 30 8-17 * * MON-FRI | 2026-11-27T17:30:00Z | 2026-11-30T08:30:00Z",
                "30 8 * * 1-5 | 2026-11-27T08:30:00Z | 2026-11-30T08:30:00Z",
                "0 0 0 29 FEB ? | 2026-11-30T10:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 0 29 2 * | 2096-03-01T00:00:00Z | 2104-02-29T00:00:00Z",
                "0 0 12 13 * 5 | 2026-11-30T10:00:00Z | 2026-12-04T12:00:00Z",
                "0 0 12 1,15 * * | 2026-11-30T10:00:00Z | 2026-12-01T12:00:00Z",
                "0 0 0 * * 7 | 2026-11-30T10:00:00Z | 2026-12-06T00:00:00Z",
                "0 0 0 1 jan sun | 2026-11-30T10:00:00Z | 2027-01-01T00:00:00Z",
                "59 59 23 31 12 * | 2026-12-31T23:59:58Z | 2026-12-31T23:59:59Z",
            })
    void nextTimeIsTheFirstThatFits(String schedule, Instant after, Instant next) {
        assertEquals(Optional.of(next), CronSchedule.parse(schedule).next(after, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 30 8 * * * | 2026-07-01T00:00:00Z | 2026-07-01T06:30:00Z",
                "0 30 2 * * * | 2026-03-29T00:00:00Z | 2026-03-30T00:30:00Z",
                "0 */20 * * * * | 2026-03-29T00:40:00Z | 2026-03-29T01:00:00Z",
                "0 */20 * * * * | 2026-10-25T00:40:00Z | 2026-10-25T01:00:00Z",
                "0 */20 * * * * | 2026-10-25T01:00:00Z | 2026-10-25T01:20:00Z",
            })
    void timesAreOfTheZone(String schedule, Instant after, Instant next) {
        assertEquals(Optional.of(next), CronSchedule.parse(schedule).next(after, BERLIN));
    }

    @Test
    void dayThatDoesNotExistHasNoTime() {
        assertEquals(
                Optional.empty(),
                CronSchedule.parse("0 0 0 30 2 *").next(Instant.parse("2026-11-30T10:00:00Z"), BERLIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * * *",
                "60 * * * * *",
                "* * 24 * * *",
                "* * * 0 * *",
                "* * * * 13 *",
                "* * * * * 8",
                "5-1 * * * * *",
                "*/0 * * * * *",
                "1-2-3 * * * * *",
                "*/2/3 * * * * *",
                "1, * * * * *",
                "-1 * * * * *",
                "MON * * * * *",
                "@daily",
                "999999999999 * * * * *",
            })
    void whatIsNoScheduleIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> CronSchedule.parse(text));
        assertThrows(IllegalArgumentException.class, () -> CronSchedule.parse("* * * * * " + "1,".repeat(80) + "1"));
    }
}
