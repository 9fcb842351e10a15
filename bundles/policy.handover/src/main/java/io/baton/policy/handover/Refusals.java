// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.policy.Decision;
import io.baton.rpc.Right;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import java.util.Optional;

/** Decisions that refuse a command. */
final class Refusals {

    private Refusals() {}

    /** Returns why an actor lacks this right; empty when it has it. An actor without a live link has none. */
    static Optional<Decision> of(Roster roster, SessionId actor, Right right) {
        if (actor.equals(SessionId.CONSOLE)) {
            return right == Right.MODERATE || right == Right.ADMINISTER
                    ? Optional.empty()
                    : Optional.of(notAllowed(roster, "The console has no session."));
        }
        Optional<Session> session = roster.session(actor);
        if (session.isEmpty()) {
            return Optional.of(unknown(roster));
        }
        if (!session.get().linked()) {
            return Optional.of(notAllowed(roster, "Your connection was lost. Connect again."));
        }
        if (session.get().is(SessionFlag.VIDEO_ONLY) && right != Right.PRESENT && right != Right.VIEW) {
            return Optional.of(notAllowed(roster, "A session without a data channel can only watch."));
        }
        return right.heldBy(roster.mode(session.get()), session.get().role())
                ? Optional.empty()
                : Optional.of(notAllowed(roster, "You may not do this."));
    }

    static Decision unknown(Roster roster) {
        return because(roster, Reason.UNKNOWN_SESSION, "There is no such session.");
    }

    static Decision notAllowed(Roster roster, String message) {
        return because(roster, Reason.NOT_ALLOWED, message);
    }

    static Decision because(Roster roster, Reason reason, String message) {
        return Decision.refused(roster, Outcome.refused(reason, message));
    }
}
