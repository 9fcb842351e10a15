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
 * Several threads at the real coordinator: what was recorded is what the pure policy says, in an order that real time
 * allows.
 */
class HistoryTest {

    private static final int THREADS = 4;
    private static final int STEPS = 400;

    private final ConcurrentLinkedQueue<DecisionRecord> decisions = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Said> said = new ConcurrentLinkedQueue<>();
    private final CoordinatorFixture fixture = new CoordinatorFixture();

    /** A command, when it was sent and answered, and what the answer was. */
    private record Said(Command command, long sent, long answered, Outcome outcome) {}

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

    private Outcome say(Command command) throws Exception {
        long sent = System.nanoTime();
        Outcome outcome = CoordinatorFixture.await(fixture.coordinator.submit(command));
        said.add(new Said(command, sent, System.nanoTime(), outcome));
        return outcome;
    }

    private void inParallel(Work... works) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (Work work : works) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            done.add(end);
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    work.run();
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

    private interface Work {
        void run() throws Exception;
    }

    /** Does whatever comes to mind. */
    private void act(Random random) throws Exception {
        List<Session> people = fixture.coordinator.roster().sessions();
        SessionId one = people.isEmpty()
                ? new SessionId("nobody")
                : people.get(random.nextInt(people.size())).id();
        SessionId other = people.isEmpty()
                ? one
                : people.get(random.nextInt(people.size())).id();
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> come(random);
            case 3 -> leave(random);
            case 4, 5 -> say(new Command.RequestPrimary(one));
            case 6 -> say(new Command.CancelRequest(one));
            case 7 -> say(new Command.ApproveRequest(one, other));
            case 8 -> say(new Command.DenyRequest(one, other));
            case 9 -> say(new Command.Transfer(one, null, other));
            case 10 -> say(new Command.Release(one));
            case 11 -> say(random.nextBoolean() ? new Command.Claim(one) : new Command.SessionAlive(one));
            case 12 -> say(new Command.ApproveSession(one, other));
            case 13 -> say(random.nextInt(4) == 0 ? new Command.Kick(one, other) : new Command.CancelRequest(other));
            case 14 -> {
                fixture.coordinator.active(one);
                fixture.clock.advance(Duration.ofMillis(random.nextInt(3_000)));
                fixture.coordinator.wake();
            }
            default ->
                say(new Command.Configure(
                        one,
                        Settings.DEFAULTS
                                .with(Setting.REQUIRE_APPROVAL, random.nextInt(3) == 0)
                                .with(Setting.AUTO_PROMOTE, random.nextBoolean()),
                        Map.of()));
        }
    }

    private void come(Random random) throws Exception {
        if (CoordinatorFixture.await(
                        fixture.coordinator.join(CoordinatorFixture.request("n" + random.nextInt(1_000_000), null)))
                instanceof Admission.JoinAccepted join) {
            PeerId link = fixture.recordedPeers.add();
            say(new Command.Answered(join.session(), link));
            try {
                fixture.recordedPeers.link(link);
            } catch (IllegalArgumentException gone) {
                // somebody else ended it meanwhile
            }
        }
    }

    private void leave(Random random) {
        List<PeerId> peers = fixture.recordedPeers.peers();
        if (!peers.isEmpty()) {
            fixture.recordedPeers.end(peers.get(random.nextInt(peers.size())), CloseReason.CONSENT_LOST);
        }
    }

    @Test
    void recordedHistoriesAreWhatThePolicySays() throws Exception {
        open();
        AtomicBoolean over = new AtomicBoolean();
        List<Work> works = new ArrayList<>();
        CountDownLatch working = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            works.add(() -> {
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
        works.add(() -> watch(over));
        works.add(() -> watch(over));
        inParallel(works.toArray(Work[]::new));
        fixture.settle();

        assertTrue(decisions.size() > THREADS * STEPS / 2, "much was decided: " + decisions.size());
        assertTrue(
                decisions.stream()
                        .anyMatch(decided -> decided.after().sessions().size() > 3),
                "the fixture was full");
        replayed(Roster.EMPTY);
        ordered();
    }

    /** A reader never sees the past again. */
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

    /** Every decision again, by another policy: the same answers, rosters and effects, each following from the last. */
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

    /** Whoever was answered before somebody asked was decided before, and was told what was decided. */
    private void ordered() {
        IdentityHashMap<Command, DecisionRecord> byCommand = new IdentityHashMap<>();
        decisions.forEach(decided -> byCommand.put(decided.command(), decided));
        List<Said> known = said.stream()
                .filter(one -> byCommand.containsKey(one.command()))
                .toList();
        assertFalse(known.isEmpty());
        record Moment(long at, boolean sent, Said said) {}
        List<Moment> moments = new ArrayList<>();
        for (Said one : known) {
            assertEquals(number(byCommand, one).outcome(), one.outcome());
            moments.add(new Moment(one.sent(), true, one));
            moments.add(new Moment(one.answered(), false, one));
        }
        moments.sort(Comparator.comparingLong(Moment::at));
        long answered = 0;
        for (Moment moment : moments) {
            long place = number(byCommand, moment.said()).number();
            if (moment.sent()) {
                assertTrue(place > answered, "decided before what had been answered when it was sent: " + moment);
            } else {
                answered = Math.max(answered, place);
            }
        }
    }

    private static DecisionRecord number(IdentityHashMap<Command, DecisionRecord> byCommand, Said one) {
        DecisionRecord decided = byCommand.get(one.command());
        if (decided == null) {
            throw new AssertionError("was never decided: " + one);
        }
        return decided;
    }

    @Test
    void aPolicySwappedBetweenTwoCommandsLosesNone() throws Exception {
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
        Work asks = () -> {
            for (int i = 0; i < each; i++) {
                assertTrue(say(new Command.SessionAlive(ann)).isDone());
            }
        };
        inParallel(asks, asks, asks);
        over.set(true);
        CoordinatorFixture.await(swapping);

        long decided = decisions.stream()
                .filter(one -> one.command() instanceof Command.SessionAlive)
                .count();
        assertEquals(3L * each, decided, "each once");
        replayed(Roster.EMPTY);
    }

    @Test
    void whatWasDoneBeforeTheDeskLeftIsWithItsSuccessorAndWhatWasRefusedWasNotDone() throws Exception {
        open();
        List<SessionId> people =
                List.of(fixture.linkedSession("ann"), fixture.linkedSession("bob"), fixture.linkedSession("cid"));
        AtomicBoolean left = new AtomicBoolean();
        Function<Integer, Work> asks = seed -> () -> {
            Random random = new Random(seed);
            while (!left.get()) {
                Outcome outcome =
                        say(new Command.Transfer(people.get(random.nextInt(3)), null, people.get(random.nextInt(3))));
                if (outcome instanceof Outcome.Refused refused && refused.reason() == Reason.TEMPORARILY_UNAVAILABLE) {
                    left.set(true);
                }
            }
        };
        Work leaves = () -> {
            while (decisions.size() < 200) {
                Thread.onSpinWait();
            }
            fixture.coordinator.stop();
        };
        inParallel(asks.apply(1), asks.apply(2), asks.apply(3), leaves);
        fixture.close();

        Roster handed = fixture.coordinator.roster();
        Map<String, Object> form = RosterCodec.write(handed);
        assertEquals(handed, RosterCodec.read(form, handed.epoch(), handed.settings()));
        assertNotEquals(0, handed.epoch());
        IdentityHashMap<Command, DecisionRecord> byCommand = new IdentityHashMap<>();
        decisions.forEach(decided -> byCommand.put(decided.command(), decided));
        for (Said one : said) {
            boolean wasDecided = byCommand.containsKey(one.command());
            boolean turnedAway = one.outcome() instanceof Outcome.Refused refused
                    && refused.reason() == Reason.TEMPORARILY_UNAVAILABLE;
            assertEquals(!turnedAway, wasDecided, one.toString());
        }
        replayed(Roster.EMPTY);
    }
}
