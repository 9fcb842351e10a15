// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.policy.Decision;
import io.baton.rpc.Right;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import java.time.Instant;
import java.util.Optional;

/** Rules for requests for control. */
final class RequestRules {

    private RequestRules() {}

    static Decision ask(Roster roster, Command.RequestPrimary request, Instant now) {
        SessionId actor = request.actor();
        Optional<Decision> refusal = Refusals.of(roster, actor, Right.ASK);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Mode mode = roster.mode(roster.session(actor).orElseThrow());
        if (mode == Mode.PRIMARY) {
            return Refusals.notAllowed(roster, "You already have control.");
        }
        RosterTransaction transaction = new RosterTransaction(roster, now);
        if (roster.control() instanceof Control.Vacant || SuccessorSelection.isHeldBySeat(roster)) {
            return transaction.give(actor, Cause.REQUESTED).decision(Cause.REQUESTED);
        }
        if (mode == Mode.QUEUED) {
            return Refusals.notAllowed(roster, "You have already requested control.");
        }
        return transaction
                .enqueue(actor)
                .edit(
                        actor,
                        it -> it.withoutFlag(SessionFlag.YIELDED)
                                .withoutFlag(SessionFlag.EXCLUDED)
                                .active(now))
                .decision(Cause.REQUESTED);
    }

    static Decision cancel(Roster roster, Command.CancelRequest cancel, Instant now) {
        Optional<Decision> refusal = Refusals.of(roster, cancel.actor(), Right.ASK);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!roster.isQueued(cancel.actor())) {
            return Refusals.notAllowed(roster, "You have not requested control.");
        }
        return new RosterTransaction(roster, now)
                .withdraw(cancel.actor())
                .edit(cancel.actor(), it -> it.active(now))
                .decision(Cause.CANCELLED);
    }

    static Decision approve(Roster roster, Command.ApproveRequest approve, Instant now) {
        Optional<Decision> refusal = refusal(roster, approve.actor(), approve.requester());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!roster.session(approve.requester()).orElseThrow().linked()) {
            return Refusals.notAllowed(roster, "The requesting session is not connected.");
        }
        return TransferRules.manualHandOver(
                        new RosterTransaction(roster, now), approve.requester(), Cause.REQUEST_APPROVED)
                .edit(approve.actor(), it -> it.active(now))
                .audit("request_approved", approve.actor(), approve.requester(), Cause.REQUEST_APPROVED)
                .decision(Cause.REQUEST_APPROVED);
    }

    static Decision deny(Roster roster, Command.DenyRequest deny, Instant now) {
        Optional<Decision> refusal = refusal(roster, deny.actor(), deny.requester());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        SessionId requester = deny.requester();
        int denials = roster.session(requester).orElseThrow().denials();
        return new RosterTransaction(roster, now)
                .withdraw(requester)
                .edit(requester, it -> it.denials(Math.min(denials + 1, Denials.MOST)))
                .edit(deny.actor(), it -> it.active(now))
                .tell(new Effect.ControlDenied(requester, Cause.REQUEST_DENIED))
                .humanDecision()
                .audit("request_denied", deny.actor(), requester, Cause.REQUEST_DENIED)
                .decision(Cause.REQUEST_DENIED);
    }

    private static Optional<Decision> refusal(Roster roster, SessionId actor, SessionId requester) {
        Optional<Decision> refusal = Refusals.of(roster, actor, Right.CONTROL);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (roster.session(requester).isEmpty()) {
            return Optional.of(Refusals.unknown(roster));
        }
        return roster.isQueued(requester)
                ? Optional.empty()
                : Optional.of(Refusals.notAllowed(roster, "This session has not requested control."));
    }
}
