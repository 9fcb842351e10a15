// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.CloseReason;
import io.baton.session.Cause;
import io.baton.session.Control;
import io.baton.session.LegacyControl;
import io.baton.session.Login;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import java.time.Duration;
import java.time.Instant;

/**
 * Rules for clients that know only JetKVM's protocol and so cannot request control: {@link LegacyControl}. Control is
 * taken over when the link of the newer client is up for the first time.
 */
final class LegacyControlRules {

    /** Time after a take-over in which no other follows: two clients that reconnect do not take turns. */
    static final Duration DAMPING = Duration.ofSeconds(30);

    private LegacyControlRules() {}

    /** Gives control to the newest client of an account; an older such client that had it is removed. */
    static void takeOver(RosterTransaction transaction, SessionId id) {
        Session newest = transaction.session(id).orElseThrow();
        Control control = transaction.control();
        SessionId owner = control.holder() == null ? control.reservedFor() : control.holder();
        Session old = owner == null ? null : transaction.session(owner).orElseThrow();
        if (!newest.admitted() || !newest.mayControl() || id.equals(owner)) {
            return;
        }
        boolean takes = switch (transaction.settings().legacyControl()) {
            case OBSERVE -> false;
            case TAKE_OVER -> old == null || old.login().sameAccount(newest.login());
            // a reservation is for a client that comes back: the page of a reload would lose its control
            case REPLACE_LEGACY ->
                old != null
                        && control instanceof Control.Held
                        && old.is(SessionFlag.LEGACY)
                        && old.login().sameAccount(newest.login());
        };
        if (!takes || (old != null && isDamped(control, old, transaction.now()))) {
            return;
        }
        transaction.give(id, Cause.TAKEN_OVER).edit(id, it -> it.withFlag(SessionFlag.TOOK_OVER));
        if (old != null && old.is(SessionFlag.LEGACY)) {
            transaction.dismiss(old, Cause.TAKEN_OVER, CloseReason.REPLACED);
        }
    }

    /**
     * Ends the damping for a client that offers again on the socket of a session that is gone. A client that reconnects
     * by itself opens a new socket; this one has been told {@code otherSessionConnected}, and its user pressed a
     * button.
     */
    static void askedAgain(RosterTransaction transaction, Login login) {
        SessionId holder = transaction.control().holder();
        if (holder == null) {
            return;
        }
        Session session = transaction.session(holder).orElseThrow();
        if (session.is(SessionFlag.LEGACY) && session.login().sameAccount(login)) {
            transaction.edit(holder, it -> it.withoutFlag(SessionFlag.TOOK_OVER));
        }
    }

    private static boolean isDamped(Control control, Session old, Instant now) {
        return control instanceof Control.Held held
                && old.is(SessionFlag.TOOK_OVER)
                && now.isBefore(held.since().plus(DAMPING));
    }
}
