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
            return Refusals.notAllowed(roster, "You cannot send yourself away. Log out instead.");
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
        RosterTransaction draft = new RosterTransaction(roster, now);
        for (Session session : roster.sessions()) {
            if (session.equals(actor.get())
                    || session.login().sameLogin(actor.get().login())) {
                draft.dismiss(session, Cause.LOGGED_OUT, CloseReason.SESSION_ENDED);
            }
        }
        return draft.audit("logged_out", logout.actor(), null, Cause.LOGGED_OUT).decision(Cause.LOGGED_OUT);
    }

    static Decision changed(Roster roster, Command.AccountChanged changed, Instant now) {
        RosterTransaction draft = new RosterTransaction(roster, now);
        Role role = changed.role();
        for (Session session : roster.sessions()) {
            if (!session.user().equals(changed.user())) {
                continue;
            }
            if (role == null) {
                draft.dismiss(session, Cause.ACCOUNT_CHANGED, CloseReason.SESSION_ENDED);
            } else {
                setRole(draft, session, role);
            }
        }
        return draft.audit("accountChanged", null, null, Cause.ACCOUNT_CHANGED).decision(Cause.ACCOUNT_CHANGED);
    }

    /** A login as these settings have it: without an own account it has the role they give to all such. */
    static Login settled(Login login, Settings settings) {
        boolean shared = login.strength() != Login.Strength.OWN_ACCOUNT && !login.idles();
        return shared ? login.withRole(settings.sharedRole()) : login;
    }

    /** The role of logins without an own account may have changed. */
    static void shareRole(RosterTransaction draft, Session session, Settings settings) {
        Role role = settled(session.login(), settings).role();
        if (role != session.role()) {
            setRole(draft, session, role);
        }
    }

    private static void setRole(RosterTransaction draft, Session session, Role role) {
        draft.edit(session.id(), it -> it.login(session.login().withRole(role)));
        if (!role.mayControl()) {
            loseControl(draft, session.id());
        }
    }

    /** Takes control, reservation and request from a session that may no longer have control. */
    static void loseControl(RosterTransaction draft, SessionId id) {
        draft.withdraw(id);
        if (id.equals(draft.control().holder()) || id.equals(draft.control().reservedFor())) {
            draft.because(id, Cause.ACCOUNT_CHANGED).vacate();
        }
    }
}
