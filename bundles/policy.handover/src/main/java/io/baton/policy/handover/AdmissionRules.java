// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.CloseReason;
import io.baton.policy.Decision;
import io.baton.rpc.Right;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.PendingReason;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules for pending sessions, nicknames and settings. */
final class AdmissionRules {

    private AdmissionRules() {}

    /**
     * Returns whether a newcomer needs approval: another admitted session exists that is more than a video, and the
     * newcomer is not an administrator's own account.
     */
    static boolean needsApproval(Roster roster, SessionId id, Login login) {
        return roster.settings().is(Setting.REQUIRE_APPROVAL)
                && !login.isAdminAccount()
                && roster.sessions().stream().anyMatch(other -> counts(other, id));
    }

    /** Returns whether another session is admitted; one that can only watch keeps no other session out. */
    private static boolean counts(Session other, SessionId id) {
        return other.admitted()
                && !other.is(SessionFlag.VIDEO_ONLY)
                && !other.id().equals(id);
    }

    /** Admits a session with no reason left: the only session gets control, any other becomes an observer. */
    static void admitted(RosterTransaction transaction, SessionId id, Cause cause) {
        transaction.because(id, cause).newcomer(id);
        if (SuccessorSelection.exclusionRuns(transaction.snapshot(), transaction.now())) {
            transaction.edit(id, it -> it.withFlag(SessionFlag.EXCLUDED));
        }
        Session session = transaction.session(id).orElseThrow();
        boolean alone = transaction.sessions().stream().noneMatch(other -> counts(other, id));
        if (alone && session.mayControl() && !session.inGrace()) {
            transaction.give(id, cause);
        }
    }

    /**
     * Removes one of the pending reasons. A session that joined an empty roster without a nickname did not need
     * approval then; if another session is admitted by now, it needs approval first.
     */
    static void fulfil(RosterTransaction transaction, SessionId id, PendingReason reason, Cause cause) {
        Session session = transaction.session(id).orElseThrow();
        if (!session.pending().contains(reason)) {
            return;
        }
        transaction.edit(id, it -> it.without(reason));
        if (session.pending().size() > 1) {
            return;
        }
        if (!session.is(SessionFlag.APPROVED) && needsApproval(transaction.snapshot(), id, session.login())) {
            transaction.edit(id, it -> it.pending(Set.of(PendingReason.APPROVAL), session.pendingSince()));
        } else {
            admitted(transaction, id, cause);
        }
    }

    static Decision approve(Roster roster, Command.ApproveSession approve, Instant now) {
        Optional<Decision> refusal = refusal(roster, approve.actor(), approve.newcomer());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        SessionId id = approve.newcomer();
        Session newcomer = roster.session(id).orElseThrow();
        if (!newcomer.pending().contains(PendingReason.APPROVAL) || !newcomer.linked()) {
            return Refusals.notAllowed(roster, "This session is not waiting for approval.");
        }
        RosterTransaction transaction =
                new RosterTransaction(roster, now).edit(id, it -> it.withFlag(SessionFlag.APPROVED));
        fulfil(transaction, id, PendingReason.APPROVAL, Cause.APPROVED);
        return transaction
                .humanDecision()
                .audit("approved", approve.actor(), id, Cause.APPROVED)
                .decision(Cause.APPROVED);
    }

    static Decision deny(Roster roster, Command.DenySession deny, Instant now) {
        Optional<Decision> refusal = refusal(roster, deny.actor(), deny.newcomer());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Session newcomer = roster.session(deny.newcomer()).orElseThrow();
        return new RosterTransaction(roster, now)
                .denials(Denials.denied(roster, newcomer, now))
                .tell(new Effect.SessionAccessDenied(newcomer.id()))
                .dismiss(newcomer, Cause.DENIED, CloseReason.SESSION_ENDED)
                .humanDecision()
                .audit("denied", deny.actor(), newcomer.id(), Cause.DENIED)
                .decision(Cause.DENIED);
    }

    private static Optional<Decision> refusal(Roster roster, SessionId actor, SessionId newcomer) {
        Optional<Decision> refusal = Refusals.of(roster, actor, Right.MODERATE);
        if (refusal.isPresent()) {
            return refusal;
        }
        Optional<Session> session = roster.session(newcomer);
        if (session.isEmpty()) {
            return Optional.of(Refusals.unknown(roster));
        }
        return session.get().admitted()
                ? Optional.of(Refusals.notAllowed(roster, "This session is already admitted."))
                : Optional.empty();
    }

    /**
     * A newcomer asks again; the approvers are notified again, at most once in {@link RequestPrompts#INTERVAL} for each
     * identity (S21).
     */
    static Decision ask(Roster roster, Command.RequestApproval request, Instant now) {
        Optional<Decision> refusal = Refusals.of(roster, request.actor(), Right.PRESENT);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Session newcomer = roster.session(request.actor()).orElseThrow();
        if (!newcomer.pending().contains(PendingReason.APPROVAL)) {
            return Refusals.notAllowed(roster, "Only a session that is waiting for approval can request it.");
        }
        if (newcomer.pending().contains(PendingReason.NICKNAME)) {
            return Refusals.notAllowed(roster, "Choose a nickname first.");
        }
        if (RequestPrompts.isRecent(roster, newcomer, now)) {
            return Decision.done(roster, List.of());
        }
        RosterTransaction transaction = new RosterTransaction(roster, now);
        transaction.edit(newcomer.id(), it -> it.promptedAt(now));
        List<Session> approvers = Announcements.approvers(roster);
        if (approvers.isEmpty()) {
            transaction.tell(new Effect.NoApprover(newcomer.id()));
        }
        approvers.forEach(approver -> transaction.tell(Announcements.newcomer(roster, approver.id(), newcomer)));
        return transaction.decision(Cause.REQUESTED);
    }

    static Decision rename(Roster roster, Command.Rename rename, Instant now) {
        boolean own = rename.actor().equals(rename.session());
        Optional<Decision> refusal = Refusals.of(roster, rename.actor(), own ? Right.PRESENT : Right.ADMINISTER);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (roster.session(rename.session()).isEmpty()) {
            return Refusals.unknown(roster);
        }
        if (rename.nickname().isEmpty() || rename.nicknameKey().isEmpty()) {
            return Refusals.because(roster, Reason.BAD_VALUE, "The nickname is empty.");
        }
        if (JoinRules.nameTaken(roster, rename.session(), rename.nicknameKey())) {
            return Refusals.because(roster, Reason.NAME_TAKEN, "This nickname is taken. Choose another.");
        }
        RosterTransaction transaction = new RosterTransaction(roster, now)
                .edit(rename.actor(), it -> it.active(now))
                .edit(rename.session(), it -> it.nickname(rename.nickname(), rename.nicknameKey()));
        fulfil(transaction, rename.session(), PendingReason.NICKNAME, Cause.ADMITTED);
        return transaction.decision(Cause.ADMITTED);
    }

    /** New settings apply at once and drop no session. */
    static Decision configure(Roster roster, Command.Configure configure, Instant now) {
        SessionId actor = configure.actor();
        if (actor != null) {
            Optional<Decision> refusal = Refusals.of(roster, actor, Right.ADMINISTER);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        RosterTransaction transaction = new RosterTransaction(roster, now).settings(configure.settings());
        boolean named = configure.settings().is(Setting.REQUIRE_NICKNAME)
                && !roster.settings().is(Setting.REQUIRE_NICKNAME);
        for (Session session : roster.sessions()) {
            AccountRules.applySharedRole(transaction, session, configure.settings());
            Command.Configure.Name name = configure.names().get(session.id());
            if (named
                    && name != null
                    && session.nickname().isEmpty()
                    && !JoinRules.nameTaken(transaction.snapshot(), session.id(), name.key())) {
                transaction.edit(session.id(), it -> it.nickname(name.shown(), name.key()));
            }
            if (!configure.settings().is(Setting.REQUIRE_NICKNAME)) {
                fulfil(transaction, session.id(), PendingReason.NICKNAME, Cause.CONFIGURED);
            }
            if (!configure.settings().is(Setting.REQUIRE_APPROVAL)) {
                fulfil(transaction, session.id(), PendingReason.APPROVAL, Cause.CONFIGURED);
            }
        }
        return transaction.audit("configured", actor, null, Cause.CONFIGURED).decision(Cause.CONFIGURED);
    }
}
