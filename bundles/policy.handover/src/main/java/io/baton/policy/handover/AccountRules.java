// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.CloseReason;
import io.baton.policy.Decision;
import io.baton.rpc.Right;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import java.time.Instant;
import java.util.Optional;

/** Rules for sessions whose login ends or changes, and for removal. */
final class AccountRules {

    private AccountRules() {}

    static Decision kick(Roster roster, Command.Kick kick, Instant now) {
        Optional<Decision> refusal = Refusals.of(roster, kick.actor(), Right.ADMINISTER);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (kick.actor().equals(kick.session())) {
            return Refusals.notAllowed(roster, "You cannot remove your own session. Log out instead.");
        }
        Optional<Session> session = roster.session(kick.session());
        if (session.isEmpty()) {
            return Refusals.unknown(roster);
        }
        return new RosterTransaction(roster, now)
                .denials(Denials.kicked(roster, session.get(), now))
                .dismiss(session.get(), Cause.KICKED, CloseReason.SESSION_ENDED)
                .humanDecision()
                .audit("kicked", kick.actor(), kick.session(), Cause.KICKED)
                .decision(Cause.KICKED);
    }

    static Decision logout(Roster roster, Command.Logout logout, Instant now) {
        Optional<Session> actor = roster.session(logout.actor());
        if (actor.isEmpty()) {
            return Refusals.unknown(roster);
        }
        RosterTransaction transaction = new RosterTransaction(roster, now);
        for (Session session : roster.sessions()) {
            if (session.equals(actor.get())
                    || session.login().sameLogin(actor.get().login())) {
                transaction.dismiss(session, Cause.LOGGED_OUT, CloseReason.SESSION_ENDED);
            }
        }
        return transaction
                .audit("logged_out", logout.actor(), null, Cause.LOGGED_OUT)
                .decision(Cause.LOGGED_OUT);
    }

    static Decision changed(Roster roster, Command.AccountChanged changed, Instant now) {
        RosterTransaction transaction = new RosterTransaction(roster, now);
        Role role = changed.role();
        for (Session session : roster.sessions()) {
            if (!session.user().equals(changed.user())) {
                continue;
            }
            if (role == null) {
                transaction.dismiss(session, Cause.ACCOUNT_CHANGED, CloseReason.SESSION_ENDED);
            } else {
                setRole(transaction, session, role);
            }
        }
        return transaction
                .audit("accountChanged", null, null, Cause.ACCOUNT_CHANGED)
                .decision(Cause.ACCOUNT_CHANGED);
    }

    /**
     * A login as these settings have it: without an own account it has the role they give to all such. A login by a
     * token or a link has a user and keeps its role.
     */
    static Login withSharedRole(Login login, Settings settings) {
        boolean shared = login.user().isEmpty() && !login.idles();
        return shared ? login.withRole(settings.sharedRole()) : login;
    }

    /** The role of logins without an own account may have changed. */
    static void applySharedRole(RosterTransaction transaction, Session session, Settings settings) {
        setRole(transaction, session, withSharedRole(session.login(), settings).role());
    }

    private static void setRole(RosterTransaction transaction, Session session, Role role) {
        transaction.edit(session.id(), it -> it.login(session.login().withRole(role)));
        if (!role.mayControl()) {
            loseControl(transaction, session.id(), Cause.ACCOUNT_CHANGED);
        }
    }

    /** Takes control, reservation and request from a session that may no longer have control. */
    static void loseControl(RosterTransaction transaction, SessionId id, Cause cause) {
        transaction.withdraw(id);
        if (id.equals(transaction.control().holder())
                || id.equals(transaction.control().reservedFor())) {
            transaction.because(id, cause).vacate();
        }
    }
}
