// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.CloseReason;
import io.baton.policy.Decision;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Outcome;
import io.baton.session.PendingReason;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionBuilder;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Rules for joining: seats and the first mode. */
final class JoinRules {

    private JoinRules() {}

    static Decision decide(Roster roster, Command.Join join, Instant now) {
        Optional<Duration> cooling = Denials.coolDown(roster, join.login(), join.source(), now);
        if (cooling.isPresent()) {
            return Decision.refused(
                    roster,
                    Outcome.refused(
                            Reason.COOL_DOWN,
                            "You were denied a short while ago. Wait before you try again.",
                            cooling.get()));
        }
        if (ResumeRules.isTaken(roster, join.token())) {
            return Refusals.notAllowed(roster, "This token is taken.");
        }
        Optional<Session> own = ResumeRules.own(roster, join, now);
        if (own.isPresent()) {
            return ResumeRules.back(roster, own.get(), join, now);
        }
        if (roster.session(join.id()).isPresent()) {
            return Refusals.notAllowed(roster, "This session exists already.");
        }
        if (nameTaken(roster, join.id(), join.nicknameKey())) {
            return Refusals.because(roster, Reason.NAME_TAKEN, "Somebody here has this name. Choose another.");
        }
        return newcomer(roster, join, now);
    }

    private static Decision newcomer(Roster roster, Command.Join join, Instant now) {
        RosterTransaction draft = new RosterTransaction(roster, now);
        int seats = roster.settings().maxSessions();
        Optional<Session> yields = oldestGrace(draft.snapshot());
        while (draft.sessions().size() >= seats && yields.isPresent()) {
            draft.drop(yields.get(), Cause.CAPACITY);
            yields = oldestGrace(draft.snapshot());
        }
        int limit = seats + (join.login().isAdminAccount() ? 1 : 0);
        if (draft.sessions().size() >= limit) {
            return full(roster);
        }
        Set<PendingReason> pending = pending(draft, join);
        if (!pending.isEmpty() && tooManyPending(draft, seats)) {
            return full(roster);
        }
        draft.add(seat(roster, join, pending, now));
        if (pending.isEmpty()) {
            AdmissionRules.admitted(draft, join.id(), Cause.JOINED);
            if (join.legacy() && roster.settings().legacyTakesOver()) {
                takeOver(draft, join.id());
            }
        }
        return draft.decision(Cause.JOINED);
    }

    private static Session seat(Roster roster, Command.Join join, Set<PendingReason> pending, Instant now) {
        SessionBuilder seat = new SessionBuilder(
                        join.id(), AccountRules.settled(join.login(), roster.settings()), join.token(), now)
                .source(join.source())
                .browser(join.browser())
                .nickname(join.nickname(), join.nicknameKey())
                .pending(pending, now)
                .denials(Denials.count(roster, join.login(), join.source(), now));
        if (join.legacy()) {
            seat.withFlag(SessionFlag.LEGACY);
        }
        return seat.build();
    }

    private static Set<PendingReason> pending(RosterTransaction draft, Command.Join join) {
        Set<PendingReason> pending = EnumSet.noneOf(PendingReason.class);
        Roster roster = draft.snapshot();
        if (roster.settings().is(Setting.REQUIRE_NICKNAME) && join.nickname().isEmpty()) {
            pending.add(PendingReason.NICKNAME);
        }
        if (AdmissionRules.needsApproval(roster, join.id(), join.login())) {
            pending.add(PendingReason.APPROVAL);
        }
        return pending;
    }

    private static boolean tooManyPending(RosterTransaction draft, int seats) {
        long pending =
                draft.sessions().stream().filter(session -> !session.admitted()).count();
        return pending >= Math.max(1, seats / 2);
    }

    /** The grace that yields when seats are short: the oldest, but never one control is kept for. */
    private static Optional<Session> oldestGrace(Roster roster) {
        return roster.sessions().stream()
                .filter(session -> session.inGrace()
                        && !session.id().equals(roster.control().reservedFor()))
                .min(Comparator.comparing(session -> Deadlines.graceEnds(roster.settings(), session)));
    }

    /** The newest client of a login that cannot ask has control; an older one of its kind makes room for it. */
    private static void takeOver(RosterTransaction draft, SessionId id) {
        Session newest = draft.session(id).orElseThrow();
        Control control = draft.control();
        SessionId holder = control.holder() == null ? control.reservedFor() : control.holder();
        Session old = holder == null ? null : draft.session(holder).orElseThrow();
        if (newest.role() == Role.VIEWER
                || id.equals(holder)
                || (old != null && !old.login().sameAccount(newest.login()))) {
            return;
        }
        draft.give(id, Cause.TAKEN_OVER);
        if (old != null && old.is(SessionFlag.LEGACY)) {
            draft.dismiss(old, Cause.TAKEN_OVER, CloseReason.REPLACED);
        }
    }

    static boolean nameTaken(Roster roster, SessionId asker, String key) {
        if (key.isEmpty()) {
            return false;
        }
        for (Session session : roster.sessions()) {
            if (session.nicknameKey().equals(key) && !session.id().equals(asker)) {
                return true;
            }
        }
        return false;
    }

    private static Decision full(Roster roster) {
        return Refusals.because(roster, Reason.CAPACITY, "Every seat is taken. Try again when somebody has left.");
    }
}
