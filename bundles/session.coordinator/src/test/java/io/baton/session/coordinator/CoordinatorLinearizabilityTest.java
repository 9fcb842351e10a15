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
 * What several threads do at the real coordinator at one time is what they could have done one after the other:
 * Lincheck makes up small scenarios, runs each many times, and looks for an order in which the pure policy gives every
 * answer, and every read of the roster, that was seen.
 */
class CoordinatorLinearizabilityTest {

    private static final List<SessionId> PEOPLE =
            List.of(new SessionId("ann"), new SessionId("bob"), new SessionId("cid"));

    @Test
    void everyConcurrentHistoryHasAnOrder() {
        new StressOptions()
                .iterations(15)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(PureHouse.class)
                .check(DeskHouse.class);
    }

    /** What can be done, by number. */
    abstract static class People {

        abstract String decide(Command command);

        abstract Roster roster();

        String ask(int who) {
            return decide(new Command.RequestPrimary(PEOPLE.get(who)));
        }

        String release(int who) {
            return decide(new Command.Release(PEOPLE.get(who)));
        }

        String transfer(int who, int whom) {
            return decide(new Command.Transfer(PEOPLE.get(who), null, PEOPLE.get(whom)));
        }

        String approve(int who, int whom) {
            return decide(new Command.ApproveRequest(PEOPLE.get(who), PEOPLE.get(whom)));
        }

        String kick(int who, int whom) {
            return decide(new Command.Kick(PEOPLE.get(who), PEOPLE.get(whom)));
        }

        String look() {
            Roster roster = roster();
            return roster.sessions().size() + " " + roster.control().holder() + " " + roster.queue() + " "
                    + roster.epoch() + " " + roster.revision();
        }

        static String word(Outcome outcome) {
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
    @Param(name = "who", gen = IntGen.class, conf = "0:2")
    public static class DeskHouse {

        private final CoordinatorFixture fixture = new CoordinatorFixture(begin());
        private final People people = new People() {
            @Override
            String decide(Command command) {
                try {
                    return word(CoordinatorFixture.await(fixture.coordinator.submit(command)));
                } catch (Exception e) {
                    return e.toString();
                }
            }

            @Override
            Roster roster() {
                return fixture.coordinator.roster();
            }
        };

        public DeskHouse() {
            fixture.policy = new HandoverPolicy();
            fixture.peers = null;
            fixture.hid = null;
            fixture.open();
        }

        @Operation
        public String ask(@Param(name = "who") int who) {
            return people.ask(who);
        }

        @Operation
        public String release(@Param(name = "who") int who) {
            return people.release(who);
        }

        @Operation
        public String transfer(@Param(name = "who") int who, @Param(name = "who") int whom) {
            return people.transfer(who, whom);
        }

        @Operation
        public String approve(@Param(name = "who") int who, @Param(name = "who") int whom) {
            return people.approve(who, whom);
        }

        @Operation
        public String kick(@Param(name = "who") int who, @Param(name = "who") int whom) {
            return people.kick(who, whom);
        }

        @Operation
        public String look() {
            return people.look();
        }

        @Validate
        public void close() throws InterruptedException {
            fixture.close();
        }
    }

    /** The policy alone, one command after the other. */
    public static class PureHouse {

        private Roster roster = begin();
        private final HandoverPolicy policy = new HandoverPolicy();
        private final People people = new People() {
            @Override
            String decide(Command command) {
                var decision = policy.decide(roster, command, ManualClock.START);
                roster = decision.next();
                return word(decision.outcome());
            }

            @Override
            Roster roster() {
                return roster;
            }
        };

        public String ask(int who) {
            return people.ask(who);
        }

        public String release(int who) {
            return people.release(who);
        }

        public String transfer(int who, int whom) {
            return people.transfer(who, whom);
        }

        public String approve(int who, int whom) {
            return people.approve(who, whom);
        }

        public String kick(int who, int whom) {
            return people.kick(who, whom);
        }

        public String look() {
            return people.look();
        }
    }
}
