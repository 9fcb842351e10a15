// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.session.Roster;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.testkit.FixedRoster;
import io.baton.testkit.ManualClock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShelfFormTest {

    private final Roster roster = new FixedRoster()
            .primary("ann", 1)
            .queued("bob", 2)
            .pending("eve", 3)
            .viewer("vic", 0)
            .epoch(9)
            .revision(33)
            .build();

    @Test
    void whatIsWrittenIsReadBack() {
        Map<String, Object> form = ShelfForm.write(roster, ManualClock.START);

        assertEquals(roster, ShelfForm.read(form, 9, Settings.DEFAULTS));
        assertEquals(ManualClock.START, ShelfForm.clock(form));
    }

    @Test
    void settingsAndEpochAreTheSuccessors() {
        Map<String, Object> form = ShelfForm.write(roster, ManualClock.START);
        Settings others = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);

        Roster read = ShelfForm.read(form, 12, others);

        assertEquals(others, read.settings());
        assertEquals(12, read.epoch());
    }

    @Test
    void withoutTheTimeItIsRefused() {
        Map<String, Object> form = new HashMap<>(ShelfForm.write(roster, ManualClock.START));
        form.put("clock", "noon");
        assertThrows(IllegalArgumentException.class, () -> ShelfForm.clock(form));
        form.remove("clock");
        assertThrows(IllegalArgumentException.class, () -> ShelfForm.clock(form));
    }
}
