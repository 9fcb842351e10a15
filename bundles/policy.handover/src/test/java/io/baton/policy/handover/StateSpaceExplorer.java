// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static org.junit.jupiter.api.Assertions.fail;

import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.session.Command;
import io.baton.session.Connection;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.testkit.ManualClock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Explores a state space breadth first until no new state is found: every command is given in every state, and every
 * invariant is checked at each step and in each state.
 */
final class StateSpaceExplorer {

    /** More than the commands of any state, so that their serial numbers differ. */
    private static final int SERIALS_PER_STATE = 16;

    private final HandoverPolicy policy = new HandoverPolicy();
    private final Invariants invariants = new Invariants();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong serials = new AtomicLong(SERIALS_PER_STATE);
    private final LongAdder steps = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final StateSpace space;
    private final int bound;

    StateSpaceExplorer(StateSpace space, int bound) {
        this.space = space;
        this.bound = bound;
    }

    /**
     * The result of a walk.
     *
     * @param states how many states there are
     * @param transitions how many commands were decided
     * @param refused how many of them were refused
     * @param levels how many commands the farthest state is away
     * @param open how many states were unexplored when the bound was reached
     */
    record Finding(String space, int states, long transitions, long refused, int levels, int open) {

        boolean isClosed() {
            return open == 0;
        }

        @Override
        public String toString() {
            return String.format(
                    "%s: %d states, %d transitions (%d of them refused), at most %d commands away, %s",
                    space, states, transitions, refused, levels, isClosed() ? "closed" : open + " left open");
        }
    }

    /** How a state was reached. */
    private record Path(@Nullable Path before, Command command) {}

    private record State(
            Roster roster, Instant now, @Nullable Path path) {}

    Finding go() {
        State first = new State(Roster.empty(space.settings()), ManualClock.START, null);
        seen.add(CanonicalState.of(first.roster(), first.now()));
        List<State> level = List.of(first);
        int levels = 0;
        while (!level.isEmpty() && seen.size() < bound) {
            level = level.parallelStream().flatMap(this::next).toList();
            levels++;
        }
        return new Finding(space.name(), seen.size(), steps.sum(), refused.sum(), levels, level.size());
    }

    private Stream<State> next(State state) {
        List<State> found = new ArrayList<>();
        for (Command command : space.commands(state.roster(), state.now(), serials.getAndAdd(SERIALS_PER_STATE))) {
            visit(arrive(step(state, command, state.now())), found);
        }
        visit(step(state, new Command.Tick(), state.now().plus(StateSpace.UNIT)), found);
        return found.stream();
    }

    private void visit(State state, List<State> found) {
        if (seen.add(CanonicalState.of(state.roster(), state.now()))) {
            try {
                invariants.check(state.roster(), state.now());
            } catch (RuntimeException | AssertionError e) {
                fail(describe(state), e);
            }
            found.add(state);
        }
    }

    /** Connects accepted sessions where arrivals are not explored. */
    private State arrive(State state) {
        if (space.arrival() == StateSpace.Arrival.STEP_BY_STEP) {
            return state;
        }
        State arrived = state;
        for (Session session : state.roster().sessions()) {
            if (session.connection().state() == Connection.State.ACCEPTED) {
                PeerId link = new PeerId(serials.getAndAdd(SERIALS_PER_STATE));
                arrived = step(arrived, new Command.Answered(session.id(), link), arrived.now());
                arrived = step(arrived, new Command.Linked(link), arrived.now());
            }
        }
        return arrived;
    }

    private State step(State state, Command command, Instant now) {
        steps.increment();
        State next = new State(state.roster(), now, new Path(state.path(), command));
        try {
            Decision decision = policy.decide(state.roster(), command, now);
            invariants.check(state.roster(), command, now, decision);
            if (decision.outcome() instanceof Outcome.Refused) {
                refused.increment();
                return state;
            }
            return new State(decision.next(), now, next.path());
        } catch (RuntimeException | AssertionError e) {
            return fail(describe(next), e);
        }
    }

    private static String describe(State state) {
        Deque<String> lines = new ArrayDeque<>();
        for (Path path = state.path(); path != null; path = path.before()) {
            lines.addFirst(path.command().toString());
        }
        return String.join("\n", lines) + "\nat " + state.now() + " in " + state.roster();
    }
}
