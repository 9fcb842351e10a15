// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.policy.handover.HandoverPolicy;
import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RosterFixtureBuilder;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Concurrent operations on the coordinator are linearizable: Lincheck generates small scenarios, runs each many times,
 * and searches an order in which the policy alone gives every outcome, and every read of the roster, that was seen.
 */
class CoordinatorLinearizabilityTest {

    private static final List<SessionId> SESSIONS =
            List.of(new SessionId("ann"), new SessionId("bob"), new SessionId("cid"));

    @Test
    void concurrentHistoriesAreLinearizable() {
        new StressOptions()
                .iterations(15)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(PolicyOperations.class)
                .check(CoordinatorOperations.class);
    }

    /** The operations, on sessions by number. */
    abstract static class Operations {

        abstract String decide(Command command);

        abstract Roster roster();

        String request(int actor) {
            return decide(new Command.RequestPrimary(SESSIONS.get(actor)));
        }

        String release(int actor) {
            return decide(new Command.Release(SESSIONS.get(actor)));
        }

        String transfer(int actor, int target) {
            return decide(new Command.Transfer(SESSIONS.get(actor), null, SESSIONS.get(target)));
        }

        String approve(int actor, int target) {
            return decide(new Command.ApproveRequest(SESSIONS.get(actor), SESSIONS.get(target)));
        }

        String kick(int actor, int target) {
            return decide(new Command.Kick(SESSIONS.get(actor), SESSIONS.get(target)));
        }

        String read() {
            Roster roster = roster();
            return roster.sessions().size() + " " + roster.control().holder() + " " + roster.queue() + " "
                    + roster.epoch() + " " + roster.revision();
        }

        static String text(Outcome outcome) {
            return outcome instanceof Outcome.Refused refused ? refused.reason().wireName() : "done";
        }
    }

    private static Roster begin() {
        return new RosterFixtureBuilder()
                .primary("ann", 1)
                .observer("bob", 2)
                .observer("cid", 3)
                .build();
    }

    /** The real coordinator with its thread. */
    @Param(name = "session", gen = IntGen.class, conf = "0:2")
    public static class CoordinatorOperations {

        private final CoordinatorFixture fixture = new CoordinatorFixture(begin());
        private final Operations operations = new Operations() {
            @Override
            String decide(Command command) {
                try {
                    return text(CoordinatorFixture.await(fixture.coordinator.submit(command)));
                } catch (Exception e) {
                    return e.toString();
                }
            }

            @Override
            Roster roster() {
                return fixture.coordinator.roster();
            }
        };

        public CoordinatorOperations() {
            fixture.policy = new HandoverPolicy();
            fixture.peers = null;
            fixture.hid = null;
            fixture.open();
        }

        @Operation
        public String request(@Param(name = "session") int actor) {
            return operations.request(actor);
        }

        @Operation
        public String release(@Param(name = "session") int actor) {
            return operations.release(actor);
        }

        @Operation
        public String transfer(@Param(name = "session") int actor, @Param(name = "session") int target) {
            return operations.transfer(actor, target);
        }

        @Operation
        public String approve(@Param(name = "session") int actor, @Param(name = "session") int target) {
            return operations.approve(actor, target);
        }

        @Operation
        public String kick(@Param(name = "session") int actor, @Param(name = "session") int target) {
            return operations.kick(actor, target);
        }

        @Operation
        public String read() {
            return operations.read();
        }

        @Validate
        public void close() throws InterruptedException {
            fixture.close();
        }
    }

    /** The policy alone, one command after the other. */
    public static class PolicyOperations {

        private Roster roster = begin();
        private final HandoverPolicy policy = new HandoverPolicy();
        private final Operations operations = new Operations() {
            @Override
            String decide(Command command) {
                var decision = policy.decide(roster, command, ManualClock.START);
                roster = decision.next();
                return text(decision.outcome());
            }

            @Override
            Roster roster() {
                return roster;
            }
        };

        public String request(int actor) {
            return operations.request(actor);
        }

        public String release(int actor) {
            return operations.release(actor);
        }

        public String transfer(int actor, int target) {
            return operations.transfer(actor, target);
        }

        public String approve(int actor, int target) {
            return operations.approve(actor, target);
        }

        public String kick(int actor, int target) {
            return operations.kick(actor, target);
        }

        public String read() {
            return operations.read();
        }
    }
}
