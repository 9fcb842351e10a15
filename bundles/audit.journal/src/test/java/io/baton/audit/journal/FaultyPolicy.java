// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.policy.handover.HandoverPolicy;
import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.TrustScore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The policy with one fault in each subclass. */
abstract class FaultyPolicy implements SessionPolicy {

    private final HandoverPolicy rules = new HandoverPolicy();

    abstract Decision alter(Roster roster, Command command, Decision decision);

    @Override
    public Decision decide(Roster roster, Command command, Instant now) {
        return alter(roster, command, rules.decide(roster, command, now));
    }

    @Override
    public Optional<Instant> nextDeadline(Roster roster) {
        return rules.nextDeadline(roster);
    }

    @Override
    public Optional<TrustScore> trust(Roster roster, SessionId session, Instant now) {
        return rules.trust(roster, session, now);
    }

    /** Refuses every event of a link that came up. */
    public static final class RefusesLinks extends FaultyPolicy {
        @Override
        Decision alter(Roster roster, Command command, Decision decision) {
            return command instanceof Command.Linked && decision.outcome().isDone()
                    ? Decision.refused(roster, Outcome.refused(Reason.NOT_ALLOWED, "no"))
                    : decision;
        }
    }

    /** Raises the epoch at each join. */
    public static final class RaisesEpoch extends FaultyPolicy {
        @Override
        Decision alter(Roster roster, Command command, Decision decision) {
            Roster next = decision.next();
            return command instanceof Command.Join && decision.outcome().isDone()
                    ? Decision.done(next.withEpoch(next.epoch() + 1), decision.effects())
                    : decision;
        }
    }

    /** Changes a number that no client sees. */
    public static final class ChangesDenials extends FaultyPolicy {
        @Override
        Decision alter(Roster roster, Command command, Decision decision) {
            Roster next = decision.next();
            List<Session> sessions = next.sessions().stream()
                    .map(session ->
                            session.edit().denials(session.denials() + 1).build())
                    .toList();
            Roster other = new Roster(
                    next.settings(),
                    sessions,
                    next.control(),
                    next.requests(),
                    next.denials(),
                    next.emergency(),
                    next.lastPrimary(),
                    next.handedOver(),
                    next.epoch(),
                    next.revision());
            return new Decision(decision.outcome(), other, decision.effects());
        }
    }

    /** Throws at each decision. */
    public static final class Throws extends FaultyPolicy {
        @Override
        Decision alter(Roster roster, Command command, Decision decision) {
            throw new IllegalStateException("a bug");
        }
    }
}
