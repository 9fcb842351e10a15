// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.session.Roster;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RosterFixtureBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RosterSnapshotCodecTest {

    private final Roster roster = new RosterFixtureBuilder()
            .primary("ann", 1)
            .queued("bob", 2)
            .pending("eve", 3)
            .viewer("vic", 0)
            .epoch(9)
            .revision(33)
            .build();

    @Test
    void writtenRosterIsReadBack() {
        Map<String, Object> form = RosterSnapshotCodec.write(roster, ManualClock.START, Duration.ofHours(3));

        assertEquals(roster, RosterSnapshotCodec.read(form, 9, Settings.DEFAULTS));
        assertEquals(ManualClock.START, RosterSnapshotCodec.clock(form));
        assertEquals(Duration.ofHours(3), RosterSnapshotCodec.wallOffset(form));
    }

    @Test
    void settingsAndEpochAreThoseOfTheReader() {
        Map<String, Object> form = RosterSnapshotCodec.write(roster, ManualClock.START, Duration.ofHours(3));
        Settings others = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);

        Roster read = RosterSnapshotCodec.read(form, 12, others);

        assertEquals(others, read.settings());
        assertEquals(12, read.epoch());
    }

    @Test
    void snapshotWithoutClockIsRefused() {
        Map<String, Object> form =
                new HashMap<>(RosterSnapshotCodec.write(roster, ManualClock.START, Duration.ofHours(3)));
        form.put("clock", "noon");
        assertThrows(IllegalArgumentException.class, () -> RosterSnapshotCodec.clock(form));
        form.remove("clock");
        assertThrows(IllegalArgumentException.class, () -> RosterSnapshotCodec.clock(form));
    }

    @Test
    void snapshotWithoutWallOffsetHasNone() {
        Map<String, Object> form =
                new HashMap<>(RosterSnapshotCodec.write(roster, ManualClock.START, Duration.ofHours(3)));
        form.remove("wallOffset");
        assertEquals(Duration.ZERO, RosterSnapshotCodec.wallOffset(form));
        form.put("wallOffset", "long");
        assertThrows(IllegalArgumentException.class, () -> RosterSnapshotCodec.wallOffset(form));
    }
}
