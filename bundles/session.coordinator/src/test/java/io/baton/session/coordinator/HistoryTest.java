// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.policy.handover.HandoverPolicy;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.DecisionRecord;
import io.baton.session.Effect;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.codec.RosterCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Several threads use the coordinator: its decisions are those of the policy alone, in an order that agrees with real
 * time.
 */
class HistoryTest {

    private static final int THREADS = 4;
    private static final int STEPS = 400;

    private final ConcurrentLinkedQueue<DecisionRecord> decisions = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final CoordinatorFixture fixture = new CoordinatorFixture();

    /** A command, when it was sent and answered, and what the answer was. */
    private record Exchange(Command command, long sent, long answered, Outcome outcome) {}

    private final class Recorder implements RosterListener {
        @Override
        public void changed(Roster before, Roster after, List<Effect> effects) {}

        @Override
        public void decided(DecisionRecord decided) {
            decisions.add(decided);
        }
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private void open() {
        fixture.policy = new HandoverPolicy();
        fixture.hid = null;
        fixture.listeners.add(new Recorder());
        fixture.open();
    }

    private Outcome submit(Command command) throws Exception {
        long sent = System.nanoTime();
        Outcome outcome = CoordinatorFixture.await(fixture.coordinator.submit(command));
        exchanges.add(new Exchange(command, sent, System.nanoTime(), outcome));
        return outcome;
    }

    private void inParallel(Task... tasks) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (Task task : tasks) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            done.add(end);
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    task.run();
                    end.complete(null);
                } catch (Throwable e) {
                    end.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        go.countDown();
        for (CompletableFuture<Void> end : done) {
            CoordinatorFixture.await(end);
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    /** Submits a random command, or joins, disconnects, or moves the clock. */
    private void act(Random random) throws Exception {
        List<Session> sessions = fixture.coordinator.roster().sessions();
        SessionId one = sessions.isEmpty()
                ? new SessionId("unknown")
                : sessions.get(random.nextInt(sessions.size())).id();
        SessionId other = sessions.isEmpty()
                ? one
                : sessions.get(random.nextInt(sessions.size())).id();
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> join(random);
            case 3 -> disconnect(random);
            case 4, 5 -> submit(new Command.RequestPrimary(one));
            case 6 -> submit(new Command.CancelRequest(one));
            case 7 -> submit(new Command.ApproveRequest(one, other));
            case 8 -> submit(new Command.DenyRequest(one, other));
            case 9 -> submit(new Command.Transfer(one, null, other));
            case 10 -> submit(new Command.Release(one));
            case 11 -> submit(random.nextBoolean() ? new Command.Claim(one) : new Command.SessionAlive(one));
            case 12 -> submit(new Command.ApproveSession(one, other));
            case 13 -> submit(random.nextInt(4) == 0 ? new Command.Kick(one, other) : new Command.CancelRequest(other));
            case 14 -> {
                fixture.coordinator.active(one);
                fixture.clock.advance(Duration.ofMillis(random.nextInt(3_000)));
                fixture.coordinator.wake();
            }
            default ->
                submit(new Command.Configure(
                        one,
                        Settings.DEFAULTS
                                .with(Setting.REQUIRE_APPROVAL, random.nextInt(3) == 0)
                                .with(Setting.AUTO_PROMOTE, random.nextBoolean()),
                        Map.of()));
        }
    }

    private void join(Random random) throws Exception {
        if (CoordinatorFixture.await(
                        fixture.coordinator.join(CoordinatorFixture.request("n" + random.nextInt(1_000_000), null)))
                instanceof Admission.JoinAccepted join) {
            PeerId link = fixture.recordedPeers.add();
            submit(new Command.Answered(join.session(), link));
            try {
                fixture.recordedPeers.link(link);
            } catch (IllegalArgumentException gone) {
                // another thread ended it meanwhile
            }
        }
    }

    private void disconnect(Random random) {
        List<PeerId> peers = fixture.recordedPeers.peers();
        if (!peers.isEmpty()) {
            fixture.recordedPeers.end(peers.get(random.nextInt(peers.size())), CloseReason.CONSENT_LOST);
        }
    }

    @Test
    void recordedDecisionsAreReproducedByThePolicy() throws Exception {
        open();
        AtomicBoolean over = new AtomicBoolean();
        List<Task> tasks = new ArrayList<>();
        CountDownLatch working = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            tasks.add(() -> {
                try {
                    for (int step = 0; step < STEPS; step++) {
                        act(random);
                    }
                } finally {
                    working.countDown();
                    if (working.getCount() == 0) {
                        over.set(true);
                    }
                }
            });
        }
        tasks.add(() -> watch(over));
        tasks.add(() -> watch(over));
        inParallel(tasks.toArray(Task[]::new));
        fixture.settle();

        assertTrue(decisions.size() > THREADS * STEPS / 2, "much was decided: " + decisions.size());
        assertTrue(
                decisions.stream()
                        .anyMatch(decided -> decided.after().sessions().size() > 3),
                "several sessions at one time");
        replayed(Roster.EMPTY);
        ordered();
    }

    /** Checks that a reader never sees an older roster again. */
    private void watch(AtomicBoolean over) {
        Roster before = fixture.coordinator.roster();
        while (!over.get()) {
            Roster now = fixture.coordinator.roster();
            assertTrue(now.revision() >= before.revision(), "an older roster was seen");
            assertTrue(now.epoch() >= before.epoch(), "an older epoch was seen");
            before = now;
            Thread.onSpinWait();
        }
    }

    /** Decides everything again by another policy instance and compares outcomes, rosters and effects. */
    private void replayed(Roster begin) {
        Roster roster = begin;
        HandoverPolicy policy = new HandoverPolicy();
        long number = 0;
        for (DecisionRecord decided : decisions) {
            assertEquals(++number, decided.number());
            assertEquals(roster, decided.before());
            Decision again = policy.decide(roster, decided.command(), decided.at());
            assertEquals(decided.outcome(), again.outcome());
            assertEquals(decided.after(), again.next());
            assertEquals(decided.effects(), again.effects());
            roster = again.next();
        }
        assertEquals(roster, fixture.coordinator.roster());
    }

    /** Checks that a command answered before another was sent was decided before it, with the outcome it was given. */
    private void ordered() {
        IdentityHashMap<Command, DecisionRecord> byCommand = new IdentityHashMap<>();
        decisions.forEach(decided -> byCommand.put(decided.command(), decided));
        List<Exchange> known = exchanges.stream()
                .filter(one -> byCommand.containsKey(one.command()))
                .toList();
        assertFalse(known.isEmpty());
        record Moment(long at, boolean sent, Exchange exchange) {}
        List<Moment> moments = new ArrayList<>();
        for (Exchange one : known) {
            assertEquals(number(byCommand, one).outcome(), one.outcome());
            moments.add(new Moment(one.sent(), true, one));
            moments.add(new Moment(one.answered(), false, one));
        }
        moments.sort(Comparator.comparingLong(Moment::at));
        long answered = 0;
        for (Moment moment : moments) {
            long place = number(byCommand, moment.exchange()).number();
            if (moment.sent()) {
                assertTrue(place > answered, "decided before what had been answered when it was sent: " + moment);
            } else {
                answered = Math.max(answered, place);
            }
        }
    }

    private static DecisionRecord number(IdentityHashMap<Command, DecisionRecord> byCommand, Exchange one) {
        DecisionRecord decided = byCommand.get(one.command());
        if (decided == null) {
            throw new AssertionError("was never decided: " + one);
        }
        return decided;
    }

    @Test
    void replacedPolicyLosesNoCommand() throws Exception {
        open();
        SessionId ann = fixture.linkedSession("ann");
        AtomicBoolean over = new AtomicBoolean();
        int each = 60;
        CompletableFuture<Void> swapping = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                fixture.policy = null;
                Thread.onSpinWait();
                fixture.policy = new HandoverPolicy();
            }
        });
        Task requests = () -> {
            for (int i = 0; i < each; i++) {
                assertTrue(submit(new Command.SessionAlive(ann)).isDone());
            }
        };
        inParallel(requests, requests, requests);
        over.set(true);
        CoordinatorFixture.await(swapping);

        long decided = decisions.stream()
                .filter(one -> one.command() instanceof Command.SessionAlive)
                .count();
        assertEquals(3L * each, decided, "each once");
        replayed(Roster.EMPTY);
    }

    @Test
    void decidedCommandsReachTheSuccessorAndRefusedOnesAreNotApplied() throws Exception {
        open();
        List<SessionId> sessions =
                List.of(fixture.linkedSession("ann"), fixture.linkedSession("bob"), fixture.linkedSession("cid"));
        AtomicBoolean stopped = new AtomicBoolean();
        Function<Integer, Task> requests = seed -> () -> {
            Random random = new Random(seed);
            while (!stopped.get()) {
                Outcome outcome = submit(
                        new Command.Transfer(sessions.get(random.nextInt(3)), null, sessions.get(random.nextInt(3))));
                if (outcome instanceof Outcome.Refused refused && refused.reason() == Reason.TEMPORARILY_UNAVAILABLE) {
                    stopped.set(true);
                }
            }
        };
        Task stops = () -> {
            while (decisions.size() < 200) {
                Thread.onSpinWait();
            }
            fixture.coordinator.stop();
        };
        inParallel(requests.apply(1), requests.apply(2), requests.apply(3), stops);
        fixture.close();

        Roster last = fixture.coordinator.roster();
        Map<String, Object> form = RosterCodec.write(last);
        assertEquals(last, RosterCodec.read(form, last.epoch(), last.settings()));
        assertNotEquals(0, last.epoch());
        IdentityHashMap<Command, DecisionRecord> byCommand = new IdentityHashMap<>();
        decisions.forEach(decided -> byCommand.put(decided.command(), decided));
        for (Exchange one : exchanges) {
            boolean wasDecided = byCommand.containsKey(one.command());
            boolean isRefused = one.outcome() instanceof Outcome.Refused refused
                    && refused.reason() == Reason.TEMPORARILY_UNAVAILABLE;
            assertEquals(!isRefused, wasDecided, one.toString());
        }
        replayed(Roster.EMPTY);
    }
}
