// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.baton.session.Command;
import io.baton.session.Roster;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RandomCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Random histories with a moved clock; a history that breaks an invariant is shrunk to its shortest form. */
class RandomHistoryTest {

    private static final int SEEDS = 150;
    private static final int STEPS = 400;

    private final HandoverPolicy policy = new HandoverPolicy();
    private final Invariants invariants = new Invariants();

    private record Event(Duration after, Command command) {}

    @Test
    void invariantsHoldAtEveryStep() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Event> events = events(seed);
            Optional<Throwable> broken = broken(events);
            if (broken.isPresent()) {
                List<Event> shortest = shrink(events, shorter -> broken(shorter).isPresent());
                fail("seed " + seed + ": " + shortest, broken(shortest).orElseThrow());
            }
        }
    }

    @Test
    void sameHistoryGivesSameRoster() {
        for (int seed = 0; seed < 20; seed++) {
            List<Event> events = events(seed);
            assertEquals(last(events), last(events));
        }
    }

    @Test
    void shrinkingKeepsOnlyNeededEvents() {
        List<Event> events = events(1);
        Predicate<List<Event>> twoReleases = some -> some.stream()
                        .filter(event -> event.command() instanceof Command.Release)
                        .count()
                >= 2;
        assertTrue(twoReleases.test(events));
        assertEquals(2, shrink(events, twoReleases).size());
    }

    /** A history as it unfolded once; when it is cut later, commands may fit no more, which is an answer too. */
    private List<Event> events(int seed) {
        Random random = new Random(seed);
        RandomCommands commands = new RandomCommands(random);
        List<Event> events = new ArrayList<>();
        Roster roster = Roster.EMPTY;
        Instant now = ManualClock.START;
        for (int i = 0; i < STEPS; i++) {
            Duration after = Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 40_000 : 2_000));
            now = now.plus(after);
            Command command = commands.next(roster, now);
            events.add(new Event(after, command));
            roster = policy.decide(roster, command, now).next();
        }
        return events;
    }

    private Optional<Throwable> broken(List<Event> events) {
        Roster roster = Roster.EMPTY;
        Instant now = ManualClock.START;
        for (Event event : events) {
            now = now.plus(event.after());
            try {
                var decision = policy.decide(roster, event.command(), now);
                invariants.check(roster, event.command(), now, decision);
                invariants.deterministic(roster, event.command(), now, decision);
                invariants.check(decision.next(), now);
                roster = decision.next();
            } catch (RuntimeException | AssertionError e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    private Roster last(List<Event> events) {
        Roster roster = Roster.EMPTY;
        Instant now = ManualClock.START;
        for (Event event : events) {
            now = now.plus(event.after());
            roster = policy.decide(roster, event.command(), now).next();
        }
        return roster;
    }

    /** Leaves ever smaller pieces out while what is sought stays; the time of what is left out passes all the same. */
    private static List<Event> shrink(List<Event> events, Predicate<List<Event>> sought) {
        List<Event> shortest = events;
        for (int piece = events.size() / 2; piece >= 1; piece /= 2) {
            for (int from = 0; from < shortest.size(); ) {
                List<Event> shorter = without(shortest, from, Math.min(from + piece, shortest.size()));
                if (sought.test(shorter)) {
                    shortest = shorter;
                } else {
                    from += piece;
                }
            }
        }
        return shortest;
    }

    private static List<Event> without(List<Event> events, int from, int to) {
        List<Event> rest = new ArrayList<>(events.subList(0, from));
        Duration passed = events.subList(from, to).stream().map(Event::after).reduce(Duration.ZERO, Duration::plus);
        for (Event event : events.subList(to, events.size())) {
            rest.add(new Event(event.after().plus(passed), event.command()));
            passed = Duration.ZERO;
        }
        return rest;
    }
}
