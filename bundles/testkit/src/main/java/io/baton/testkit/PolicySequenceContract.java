// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.session.Command;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random command sequences for the contracts of session policies; each test checks every step. */
public abstract class PolicySequenceContract {

    private static final int SEEDS = 200;
    private static final int STEPS = 300;

    protected abstract SessionPolicy policy();

    /** One decision of a random sequence. */
    record Step(Roster before, Command command, Instant now, Decision decision) {

        Roster after() {
            return decision.next();
        }

        <E extends Effect> List<E> effects(Class<E> type) {
            return decision.effects().stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }

        @Override
        public String toString() {
            return command + " → " + decision.outcome() + " " + decision.effects();
        }
    }

    interface Check {
        void on(Step step);
    }

    final void eachStep(Check check) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            RandomCommands commands = new RandomCommands(random);
            Roster roster = Roster.EMPTY;
            Instant now = ManualClock.START;
            for (int i = 0; i < STEPS; i++) {
                now = now.plusMillis(random.nextInt(3_000));
                Command command = commands.next(roster, now);
                Step step = new Step(roster, command, now, policy().decide(roster, command, now));
                check.on(step);
                roster = step.after();
            }
            Set<SessionId> ids = new HashSet<>();
            roster.sessions().forEach(session -> assertTrue(ids.add(session.id())));
        }
    }
}
