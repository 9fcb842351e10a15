// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a roster that clients see; the revision grows exactly when it changes. The time of last activity is shown
 * too, but as it was at the last change: else every key would be one.
 *
 * @param settings of which four are shown, and by which what is shown ends
 */
record PublishedView(Settings settings, List<Session> sessions, Control control, List<ControlRequest> requests) {

    private static final List<Setting> SHOWN =
            List.of(Setting.MAX_SESSIONS, Setting.REQUIRE_APPROVAL, Setting.REQUIRE_NICKNAME, Setting.MAX_REJECTIONS);

    static PublishedView of(Roster roster) {
        return new PublishedView(roster.settings(), roster.sessions(), roster.control(), roster.requests());
    }

    /** Compares in place: this is asked at every decision. The control epoch is shown too, and left to the caller. */
    boolean shows(PublishedView other) {
        return sameControl(other) && sameSettings(other) && sameQueue(other) && sameRows(other);
    }

    /** Since when it is held is not shown. */
    private boolean sameControl(PublishedView other) {
        return control instanceof Control.Held
                ? Objects.equals(control.holder(), other.control.holder())
                : control.equals(other.control);
    }

    private boolean sameSettings(PublishedView other) {
        for (Setting setting : SHOWN) {
            if (settings.get(setting) != other.settings.get(setting)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameQueue(PublishedView other) {
        if (requests.size() != other.requests.size()) {
            return false;
        }
        for (int i = 0; i < requests.size(); i++) {
            ControlRequest one = requests.get(i);
            ControlRequest two = other.requests.get(i);
            if (!one.session().equals(two.session())
                    || !Deadlines.requestEnds(settings, one).equals(Deadlines.requestEnds(other.settings, two))) {
                return false;
            }
        }
        return true;
    }

    private boolean sameRows(PublishedView other) {
        if (sessions.size() != other.sessions.size()) {
            return false;
        }
        boolean sameTimes = settings.equals(other.settings);
        for (int i = 0; i < sessions.size(); i++) {
            Session one = sessions.get(i);
            Session two = other.sessions.get(i);
            if (sameTimes && one.equals(two)) {
                continue;
            }
            if (!sameRow(one, two) || !Objects.equals(stateEnds(one), other.stateEnds(two))) {
                return false;
            }
        }
        return true;
    }

    /** Control and queue being the same, modes differ where one is admitted and the other is not. */
    private static boolean sameRow(Session one, Session two) {
        return one.id().equals(two.id())
                && one.pending().equals(two.pending())
                && one.inGrace() == two.inGrace()
                && one.role() == two.role()
                && one.is(SessionFlag.YIELDED) == two.is(SessionFlag.YIELDED)
                && one.mayControl() == two.mayControl()
                && one.is(SessionFlag.LEGACY) == two.is(SessionFlag.LEGACY)
                && one.user().equals(two.user())
                && one.source().equals(two.source())
                && one.nickname().equals(two.nickname())
                && one.browser().equals(two.browser());
    }

    private @Nullable Instant stateEnds(Session session) {
        if (session.inGrace()) {
            return Deadlines.graceEnds(settings, session);
        }
        return Deadlines.pendingEnds(settings, session).orElse(null);
    }
}
