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

/** The rules, each with something wrong. */
abstract class FaultyPolicies implements SessionPolicy {

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

    /** No link comes up. */
    public static final class Grudging extends FaultyPolicies {
        @Override
        Decision alter(Roster roster, Command command, Decision decision) {
            return command instanceof Command.Linked && decision.outcome().isDone()
                    ? Decision.refused(roster, Outcome.refused(Reason.NOT_ALLOWED, "no"))
                    : decision;
        }
    }

    /** Every join begins an epoch. */
    public static final class Hasty extends FaultyPolicies {
        @Override
        Decision alter(Roster roster, Command command, Decision decision) {
            Roster next = decision.next();
            return command instanceof Command.Join && decision.outcome().isDone()
                    ? Decision.done(next.withEpoch(next.epoch() + 1), decision.effects())
                    : decision;
        }
    }

    /** A number that nobody is visible is another. */
    public static final class Subtle extends FaultyPolicies {
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

    /** They fail. */
    public static final class Failing extends FaultyPolicies {
        @Override
        Decision alter(Roster roster, Command command, Decision decision) {
            throw new IllegalStateException("a bug");
        }
    }
}
