// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.policy.Decision;
import io.baton.rpc.Right;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import java.time.Instant;
import java.util.Optional;

/** Rules for transfer, release and claim of control. */
final class TransferRules {

    private TransferRules() {}

    static Decision transfer(Roster roster, Command.Transfer transfer, Instant now) {
        Optional<Decision> refusal = Refusals.of(roster, transfer.actor(), Right.MODERATE);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        SessionId from = transfer.from();
        Optional<Session> to = roster.session(transfer.to());
        if (to.isEmpty() || (from != null && roster.session(from).isEmpty())) {
            return Refusals.unknown(roster);
        }
        Control control = roster.control();
        if (from != null && !from.equals(control.holder()) && !from.equals(control.reservedFor())) {
            return Refusals.notAllowed(roster, "Control has moved to another session.");
        }
        if (transfer.to().equals(roster.primary())) {
            return Refusals.notAllowed(roster, "This session already has control.");
        }
        if (!to.get().admitted() || !to.get().linked() || !to.get().mayControl()) {
            return Refusals.notAllowed(roster, "This session may not have control, or is not connected.");
        }
        return manualHandOver(new RosterTransaction(roster, now), transfer.to(), Cause.TRANSFERRED)
                .edit(transfer.actor(), it -> it.active(now))
                .audit("transferred", transfer.actor(), transfer.to(), Cause.TRANSFERRED)
                .decision(Cause.TRANSFERRED);
    }

    /** A manual hand-over: the other observers are excluded from automatic promotion for a while. */
    static RosterTransaction manualHandOver(RosterTransaction transaction, SessionId to, Cause cause) {
        boolean running = SuccessorSelection.exclusionRuns(transaction.snapshot(), transaction.now());
        transaction.give(to, cause).handedOver();
        Roster current = transaction.snapshot();
        return transaction
                .each(session -> {
                    boolean watches = current.mode(session) == Mode.OBSERVER;
                    if (watches && !session.inGrace()) {
                        return session.edit().withFlag(SessionFlag.EXCLUDED).build();
                    }
                    return watches && running
                            ? session
                            : session.edit().withoutFlag(SessionFlag.EXCLUDED).build();
                })
                .humanDecision();
    }

    /** Never refused for want of a successor. */
    static Decision release(Roster roster, Command.Release release, Instant now) {
        SessionId actor = release.actor();
        Optional<Decision> refusal = Refusals.of(roster, actor, Right.CONTROL);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return new RosterTransaction(roster, now)
                .vacate()
                .edit(actor, it -> it.withFlag(SessionFlag.YIELDED).active(now))
                .because(actor, Cause.RELEASED)
                .audit("released", actor, null, Cause.RELEASED)
                .decision(Cause.RELEASED);
    }

    static Decision claim(Roster roster, Command.Claim claim, Instant now) {
        SessionId actor = claim.actor();
        Optional<Decision> refusal = Refusals.of(roster, actor, Right.ADMINISTER);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (actor.equals(SessionId.CONSOLE)) {
            return Refusals.notAllowed(roster, "The console has no session. Transfer control to one.");
        }
        if (roster.control() instanceof Control.Held && !SuccessorSelection.isHeldBySeat(roster)) {
            return Refusals.notAllowed(roster, "A session has control. Transfer it instead.");
        }
        return new RosterTransaction(roster, now)
                .give(actor, Cause.CLAIMED)
                .humanDecision()
                .audit("claimed", actor, actor, Cause.CLAIMED)
                .decision(Cause.CLAIMED);
    }
}
