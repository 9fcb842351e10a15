// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.session.Roster;
import io.baton.session.Settings;
import io.baton.testkit.FixedRoster;
import io.baton.testkit.ManualClock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RosterFormTest {

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
        Map<String, Object> form = RosterForm.write(roster, ManualClock.START);

        assertEquals(roster, RosterForm.read(form, 9, Settings.DEFAULTS));
        assertEquals(ManualClock.START, RosterForm.clock(form));
        Roster empty = Roster.EMPTY;
        assertEquals(empty, RosterForm.read(RosterForm.write(empty, ManualClock.START), 0, Settings.DEFAULTS));
    }

    @Test
    void anotherFormIsRefused() {
        Map<String, Object> form = RosterForm.write(roster, ManualClock.START);
        for (String key : form.keySet()) {
            if (!key.equals("clock")) {
                Map<String, Object> without = new HashMap<>(form);
                without.remove(key);
                assertThrows(IllegalArgumentException.class, () -> RosterForm.read(without, 9, Settings.DEFAULTS), key);
            }
            Map<String, Object> wrong = new HashMap<>(form);
            wrong.put(key, new Object[0]);
            if (!key.equals("clock")) {
                assertThrows(IllegalArgumentException.class, () -> RosterForm.read(wrong, 9, Settings.DEFAULTS), key);
            }
        }
    }
}
