// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.session.Command;
import io.baton.session.Connection;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.testkit.ManualClock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Walks every state a house of three can get into, by everything that can happen in it, until nothing new is found, and
 * holds every invariant against every step.
 */
class WalkTest {

    private static final int BOUND = Integer.getInteger("baton.walk.bound", 40_000);
    private static final Map<SessionId, Login> PEOPLE = Map.of(
            new SessionId("a"), World.login("a", Role.ADMIN),
            new SessionId("b"), World.login("b", Role.OPERATOR),
            new SessionId("c"), World.guest("c"));

    private final HandoverPolicy policy = new HandoverPolicy();
    private final Invariants invariants = new Invariants();

    private record State(Roster roster, Instant now) {}

    @Test
    void handingOver() {
        walk(new World(
                "handing over",
                World.SMALL.with(Setting.PRIMARY_TIMEOUT, 0),
                PEOPLE,
                World.Arrival.AT_ONCE,
                List.of(
                        World.knock("named"),
                        World.own(Command.RequestPrimary::new),
                        World.own(Command.CancelRequest::new),
                        World.own(Command.Release::new),
                        World.own(Command.Claim::new),
                        World.own(Command.Logout::new),
                        World.between((actor, other) -> new Command.Transfer(actor, null, other)),
                        World.between(Command.ApproveRequest::new),
                        World.between(Command.DenyRequest::new),
                        World.between(Command.Kick::new))));
    }

    @Test
    void losingLinks() {
        walk(new World(
                "losing links",
                World.SMALL.with(Setting.MAX_SESSIONS, 2),
                PEOPLE,
                World.Arrival.BY_AND_BY,
                List.of(
                        World.knock("named"),
                        World.connect(true),
                        World.lose(),
                        World.comeBack(),
                        World.type(),
                        World.own(Command.Claim::new))));
    }

    @Test
    void lettingIn() {
        walk(new World(
                "letting in",
                World.SMALL.with(Setting.REQUIRE_APPROVAL, true).with(Setting.PRIMARY_TIMEOUT, 0),
                PEOPLE,
                World.Arrival.AT_ONCE,
                List.of(
                        World.knock("named"),
                        World.own(Command.RequestApproval::new),
                        World.own(Command.Release::new),
                        World.between(Command.ApproveSession::new),
                        World.between(Command.DenySession::new))));
    }

    @Test
    void emergencies() {
        Map<SessionId, Login> admins = Map.of(
                new SessionId("a"), World.login("a", Role.ADMIN),
                new SessionId("b"), World.login("b", Role.ADMIN),
                new SessionId("c"), World.login("c", Role.VIEWER));
        walk(new World(
                "emergencies",
                World.SMALL.with(Setting.REQUIRE_APPROVAL, true),
                admins,
                World.Arrival.AT_ONCE,
                List.of(
                        World.knock("named"),
                        World.lose(),
                        World.comeBack(),
                        World.own(Command.RequestPrimary::new),
                        World.own(Command.Release::new),
                        World.own(Command.Claim::new))));
    }

    @Test
    void namesAndRoles() {
        walk(new World(
                "names and roles",
                World.SMALL.with(Setting.REQUIRE_NICKNAME, true).with(Setting.PRIMARY_TIMEOUT, 0),
                PEOPLE,
                World.Arrival.AT_ONCE,
                List.of(
                        World.knock(""),
                        World.lose(),
                        World.own(id -> new Command.Rename(id, id, id.value(), id.value())),
                        World.own(Command.RequestPrimary::new),
                        (world, roster, now, stamp) -> List.of(
                                new Command.AccountChanged("b", Role.VIEWER),
                                new Command.AccountChanged("b", Role.OPERATOR),
                                new Command.AccountChanged("b", null)))));
    }

    private void walk(World world) {
        Set<String> seen = new HashSet<>();
        Deque<State> open = new ArrayDeque<>();
        State first = new State(Roster.empty(world.settings()), ManualClock.START);
        seen.add(Canon.of(first.roster(), first.now()));
        open.add(first);
        long steps = 0;
        while (!open.isEmpty() && seen.size() < BOUND) {
            State state = open.remove();
            for (Command command : world.commands(state.roster(), state.now(), steps + 1)) {
                steps++;
                visit(arrive(world, step(state, command, state.now()), steps), seen, open);
            }
            steps++;
            Instant later = state.now().plus(World.UNIT);
            visit(step(state, new Command.Tick(), later), seen, open);
        }
        System.out.printf(
                "%s: %d states, %d transitions, %s%n",
                world.name(), seen.size(), steps, open.isEmpty() ? "closed" : open.size() + " left open at the bound");
        assertTrue(open.isEmpty(), "the walk closes");
    }

    /** Where arrivals are not looked at, whoever knocked is connected. */
    private State arrive(World world, State state, long stamp) {
        if (world.arrival() == World.Arrival.BY_AND_BY) {
            return state;
        }
        State arrived = state;
        for (Session session : state.roster().sessions()) {
            if (session.connection().state() == Connection.State.SEATED) {
                PeerId link = new PeerId(stamp);
                arrived = step(arrived, new Command.Answered(session.id(), link), arrived.now());
                arrived = step(arrived, new Command.Linked(link), arrived.now());
            }
        }
        return arrived;
    }

    private State step(State state, Command command, Instant now) {
        try {
            Decision decision = policy.decide(state.roster(), command, now);
            invariants.check(state.roster(), command, now, decision);
            return new State(decision.next(), now);
        } catch (RuntimeException | AssertionError e) {
            return fail(command + " at " + now + " in " + state.roster(), e);
        }
    }

    private static void visit(State state, Set<String> seen, Deque<State> open) {
        if (seen.add(Canon.of(state.roster(), state.now()))) {
            open.add(state);
        }
    }
}
