// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.nickname.NicknameKey;
import io.baton.policy.Decision;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.PendingReason;
import io.baton.session.Reason;
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
                            Reason.COOL_DOWN, "Access was denied recently. Wait before you try again.", cooling.get()));
        }
        if (ResumeRules.isTaken(roster, join.token())) {
            return Refusals.notAllowed(roster, "This resume token is already in use.");
        }
        Optional<Session> own = ResumeRules.ownSession(roster, join, now);
        if (own.isPresent()) {
            return ResumeRules.resume(roster, own.get(), join, now);
        }
        if (roster.session(join.id()).isPresent()) {
            return Refusals.notAllowed(roster, "This session id is already in use.");
        }
        if (nameTaken(roster, join.id(), join.nicknameKey())) {
            return Refusals.because(roster, Reason.NAME_TAKEN, "This nickname is taken. Choose another.");
        }
        return newcomer(roster, join, now);
    }

    private static Decision newcomer(Roster roster, Command.Join join, Instant now) {
        RosterTransaction transaction = new RosterTransaction(roster, now);
        int seats = roster.settings().maxSessions();
        while (transaction.sessions().size() >= seats) {
            Optional<Session> yields = oldestGrace(transaction.snapshot());
            if (yields.isEmpty()) {
                break;
            }
            transaction.drop(yields.get(), Cause.CAPACITY);
        }
        int limit = seats + (join.login().isAdminAccount() ? 1 : 0);
        if (transaction.sessions().size() >= limit) {
            return full(roster);
        }
        Set<PendingReason> pending = pending(transaction, join);
        if (!pending.isEmpty() && tooManyPending(transaction, seats)) {
            return full(roster);
        }
        transaction.add(seat(roster, join, pending, now));
        if (join.legacy() && join.replaces() != null) {
            LegacyControlRules.askedAgain(transaction, join.login());
        }
        if (pending.isEmpty()) {
            AdmissionRules.admitted(transaction, join.id(), Cause.JOINED);
        }
        return transaction.decision(Cause.JOINED);
    }

    private static Session seat(Roster roster, Command.Join join, Set<PendingReason> pending, Instant now) {
        SessionBuilder seat = new SessionBuilder(
                        join.id(), AccountRules.withSharedRole(join.login(), roster.settings()), join.token(), now)
                .source(join.source())
                .browser(join.browser())
                .nickname(join.nickname(), join.nicknameKey())
                .pending(pending, now)
                .denials(Denials.count(roster, join.login(), join.source(), now));
        flag(seat, SessionFlag.LEGACY, join.legacy());
        flag(seat, SessionFlag.VIDEO_ONLY, join.videoOnly());
        return seat.build();
    }

    static SessionBuilder flag(SessionBuilder session, SessionFlag flag, boolean set) {
        return set ? session.withFlag(flag) : session.withoutFlag(flag);
    }

    private static Set<PendingReason> pending(RosterTransaction transaction, Command.Join join) {
        Set<PendingReason> pending = EnumSet.noneOf(PendingReason.class);
        Roster roster = transaction.snapshot();
        if (roster.settings().is(Setting.REQUIRE_NICKNAME) && join.nickname().isEmpty()) {
            pending.add(PendingReason.NICKNAME);
        }
        if (AdmissionRules.needsApproval(roster, join.id(), join.login())) {
            pending.add(PendingReason.APPROVAL);
        }
        return pending;
    }

    private static boolean tooManyPending(RosterTransaction transaction, int seats) {
        long pending = transaction.sessions().stream()
                .filter(session -> !session.admitted())
                .count();
        return pending >= Math.max(1, seats / 2);
    }

    /** Returns the session in grace that yields its seat: the oldest one, never the owner of the reservation. */
    private static Optional<Session> oldestGrace(Roster roster) {
        return roster.sessions().stream()
                .filter(session -> session.inGrace()
                        && !session.id().equals(roster.control().reservedFor()))
                .min(Comparator.comparing(session -> Deadlines.graceEnds(roster.settings(), session)));
    }

    static boolean nameTaken(Roster roster, SessionId asker, String key) {
        for (Session session : roster.sessions()) {
            if (!session.id().equals(asker) && NicknameKey.clash(session.nicknameKey(), key)) {
                return true;
            }
        }
        return false;
    }

    private static Decision full(Roster roster) {
        return Refusals.because(roster, Reason.CAPACITY, "All seats are taken. Try again later.");
    }
}
