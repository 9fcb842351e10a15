// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.policy.handover.HandoverPolicy;
import io.baton.session.Command;
import io.baton.session.DecisionRecord;
import io.baton.session.Roster;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RandomCommands;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A coordinator as far as the journal knows one: decides random commands by the real rules and tells whoever is there.
 */
final class CoordinatorFixture {

    final ManualClock clock;
    private final SessionPolicy policy = new HandoverPolicy();
    private final Random random;
    private final RandomCommands commands;
    private Roster roster = Roster.EMPTY;
    private long number;

    CoordinatorFixture(ManualClock clock, long seed) {
        this.clock = clock;
        this.random = new Random(seed);
        this.commands = new RandomCommands(random);
    }

    Roster roster() {
        return roster;
    }

    /** Decides so many commands at random. */
    void decide(int count, Consumer<DecisionRecord> listener) {
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 40_000 : 2_000)));
            listener.accept(decide(commands.next(roster, clock.instant())));
        }
    }

    DecisionRecord decide(Command command) {
        Roster before = roster;
        Decision decision = policy.decide(before, command, clock.instant());
        roster = decision.next();
        return new DecisionRecord(
                ++number, command, clock.instant(), decision.outcome(), before, decision.next(), decision.effects());
    }

    /** The epoch is brought in line with somebody else's, which no command does. */
    void alignEpoch() {
        roster = roster.withEpoch(roster.epoch() + 5);
    }

    /** Another coordinator takes over what this one knew, and counts anew. */
    void restart() {
        number = 0;
    }
}
