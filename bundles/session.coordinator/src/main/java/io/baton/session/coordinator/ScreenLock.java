// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.hid.HidEvent;
import io.baton.session.Effect;
import io.baton.session.LockChord;
import io.baton.session.Login;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the target's screen is locked: when control passes to a session of another user than the one that had it
 * last, however long ago. The user before is not known when the device has started or the session is gone from a roster
 * that was handed over; then it counts as another. Sessions by the shared password are one user, those without a login
 * another.
 *
 * <p>Threading. The coordinator's thread.
 */
final class ScreenLock {

    private @Nullable Login last;
    private boolean owed;

    /** @param roster the first one; its primary, or the session that had control last, is the user before */
    ScreenLock(Roster roster) {
        last = login(roster, lastHolder(roster));
    }

    private static @Nullable SessionId lastHolder(Roster roster) {
        SessionId primary = roster.primary();
        SessionId reserved = roster.control().reservedFor();
        return primary != null ? primary : reserved != null ? reserved : roster.lastPrimary();
    }

    /** Takes note of a change of control; returns whether the screen is to be locked for it. */
    boolean passed(Effect.ControlPassed passed, Roster next) {
        Login now = login(next, passed.to());
        if (now == null) {
            return false;
        }
        Login before = last;
        last = now;
        boolean other = before == null || !before.sameAccount(now);
        boolean locks = other && next.settings().lockChord() != LockChord.OFF;
        owed |= locks;
        return locks;
    }

    private static @Nullable Login login(Roster roster, @Nullable SessionId id) {
        return id == null ? null : roster.session(id).map(Session::login).orElse(null);
    }

    /** Whether the HID output has not accepted a chord yet. */
    boolean isOwed() {
        return owed;
    }

    /** The HID output has accepted the chord: it is written before any event, now or later. */
    void accepted() {
        owed = false;
    }

    /** Returns the chord that the HID output is to write; null for none. */
    HidEvent.@Nullable Keyboard chord(Settings settings) {
        LockChord chord = settings.lockChord();
        return owed && chord != LockChord.OFF ? new HidEvent.Keyboard(chord.modifiers(), chord.usage()) : null;
    }
}
