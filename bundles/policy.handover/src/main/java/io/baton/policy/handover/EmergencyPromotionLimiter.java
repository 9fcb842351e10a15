// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Control;
import io.baton.session.Emergency;
import io.baton.session.Roster;
import io.baton.session.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The gate every automatic promotion passes while admissions need approval: so many within a window, so far apart, so
 * many in a row without a human decision.
 */
final class EmergencyPromotionLimiter {

    /** Emergency promotions remembered of one session. */
    static final int MOST_REMEMBERED = 10;

    private EmergencyPromotionLimiter() {}

    /** Returns why no session is promoted now; empty while promotion is allowed. */
    static Optional<Control.VacancyReason> closed(Roster roster, Instant now) {
        if (isStreak(roster)) {
            return Optional.of(Control.VacancyReason.EMERGENCY_STREAK);
        }
        return opens(roster).filter(now::isBefore).map(at -> Control.VacancyReason.EMERGENCY_RATE);
    }

    /** Whether only a person can open it. */
    static boolean isStreak(Roster roster) {
        return roster.settings().is(Setting.REQUIRE_APPROVAL)
                && roster.emergency().streak() >= roster.settings().get(Setting.EMERGENCY_CONSECUTIVE);
    }

    /** When it opens by itself, or did; empty where it was never closed. */
    static Optional<Instant> opens(Roster roster) {
        List<Instant> at = roster.emergency().at();
        if (!roster.settings().is(Setting.REQUIRE_APPROVAL) || at.isEmpty()) {
            return Optional.empty();
        }
        Instant opens = at.getLast().plus(roster.settings().time(Setting.EMERGENCY_COOLDOWN));
        int most = (int) roster.settings().get(Setting.EMERGENCY_PER_WINDOW);
        if (at.size() >= most) {
            Instant windowOpens = at.get(at.size() - most).plus(window(roster));
            opens = windowOpens.isAfter(opens) ? windowOpens : opens;
        }
        return Optional.of(opens);
    }

    /** The count after one more. */
    static Emergency counted(Roster roster, Instant now) {
        List<Instant> at = new ArrayList<>();
        for (Instant earlier : roster.emergency().at()) {
            if (earlier.plus(window(roster)).isAfter(now)) {
                at.add(earlier);
            }
        }
        at.add(now);
        int streak = roster.emergency().streak() + 1;
        return new Emergency(at, Math.min(streak, (int) Setting.EMERGENCY_CONSECUTIVE.max()));
    }

    private static Duration window(Roster roster) {
        return roster.settings().time(Setting.EMERGENCY_WINDOW);
    }
}
