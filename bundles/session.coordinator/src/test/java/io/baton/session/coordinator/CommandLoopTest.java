// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
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
import io.baton.session.TrustScore;
import io.baton.testkit.RecordingHidOutput;
import io.baton.testkit.RosterFixtureBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandLoopTest {

    private CoordinatorFixture house = new CoordinatorFixture();

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    // admission

    @Test
    void ofAHundredParallelJoinsExactlyMaxSessionsSucceed() throws Exception {
        house.open();
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Admission>> answers = new ArrayList<>();
        List<Thread> crowd = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Admission> answer = new CompletableFuture<>();
            answers.add(answer);
            String name = "guest" + i;
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    answer.complete(CoordinatorFixture.await(house.desk.join(CoordinatorFixture.knock(name, null))));
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            });
            thread.start();
            crowd.add(thread);
        }
        go.countDown();
        for (Thread thread : crowd) {
            thread.join();
        }

        Set<SessionId> seated = new HashSet<>();
        for (CompletableFuture<Admission> answer : answers) {
            switch (CoordinatorFixture.await(answer)) {
                case Admission.JoinAccepted seat -> assertTrue(seated.add(seat.session()));
                case Admission.JoinRejected(Outcome.Refused refusal) -> assertEquals(Reason.CAPACITY, refusal.reason());
            }
        }
        assertEquals(10, seated.size());
        assertEquals(10, house.desk.roster().sessions().size());
    }

    @Test
    void idsAndTokensAreSecretsOf256BitsAndOnlyTheDigestIsKept() throws Exception {
        house.open();
        Admission.JoinAccepted ann = house.seat("ann");
        Admission.JoinAccepted bob = house.seat("bob");

        assertEquals(43, ann.session().value().length());
        assertEquals(43, ann.resumeToken().length());
        assertNotEquals(ann.resumeToken(), bob.resumeToken());
        assertFalse(house.desk.roster().toString().contains(ann.resumeToken()));
        assertFalse(ann.toString().contains(ann.resumeToken()));
    }

    @Test
    void whoHasNoGoodAndFreeNameGetsOne() throws Exception {
        house.open();
        assertEquals("ann", house.seat("ann").nickname());
        for (String unfit : new String[] {"", "ANN!", "ann"}) {
            assertTrue(house.seat(unfit).nickname().startsWith("u-chrome-"), unfit);
        }
    }

    @Test
    void aTokenGivesItsSessionBackOnceAndANewToken() throws Exception {
        house.open();
        Admission.JoinAccepted ann = house.seat("ann");
        Admission.JoinAccepted back = assertInstanceOf(
                Admission.JoinAccepted.class,
                CoordinatorFixture.await(house.desk.join(CoordinatorFixture.knock("", ann.resumeToken()))));
        Admission.JoinAccepted other = assertInstanceOf(
                Admission.JoinAccepted.class,
                CoordinatorFixture.await(house.desk.join(CoordinatorFixture.knock("", ann.resumeToken()))));

        assertEquals(ann.session(), back.session());
        assertEquals("ann", back.nickname());
        assertNotEquals(ann.resumeToken(), back.resumeToken());
        assertNotEquals(ann.session(), other.session());
    }

    // order of a hand-over

    @Test
    void keysGoUpBeforeAnybodyIsStampedAndListenersHearLast() throws Exception {
        house.heard.add((before, after, effects) -> house.journal.add("told " + after.epoch()));
        house.open();
        house.guest("ann");
        house.guest("bob");
        PeerId first = new PeerId(1);
        house.journal.clear();

        house.recordedPeers.end(first, CloseReason.CONSENT_LOST);
        house.settle();

        assertEquals(List.of("epoch 2", "fence peer-2 2", "discard peer-1", "told 2"), house.journal.lines());
        assertEquals(2, house.recordedPeers.fencingToken(new PeerId(2)));
    }

    @Test
    void aSilentHidOutputDoesNotStopTheHandOver() throws Exception {
        house.recordedHid.beSilent();
        house.open();
        house.guest("ann");

        assertEquals(1, house.desk.roster().epoch());
        assertEquals(1, house.recordedPeers.fencingToken(new PeerId(1)));
    }

    @Test
    void withoutAHidOutputControlPassesAndTheNextOneIsToldTheEpoch() throws Exception {
        house.hid = null;
        house.open();
        house.guest("ann");
        assertEquals(1, house.recordedPeers.fencingToken(new PeerId(1)));

        RecordingHidOutput later = new RecordingHidOutput();
        house.hid = later;
        house.settle();
        assertEquals(1, later.epoch());
    }

    @Test
    void anEpochThatTheHidOutputIsAheadOfIsLeftBehind() throws Exception {
        house.recordedHid.setEpoch(41);
        house.open();
        house.guest("ann");

        assertEquals(43, house.desk.roster().epoch(), "42 to end the old time, 43 for ann");
        assertEquals(43, house.recordedHid.epoch());
        assertEquals(43, house.recordedPeers.fencingToken(new PeerId(1)));
    }

    @Test
    void onlyWhoHasControlIsStamped() throws Exception {
        house.open();
        house.guest("ann");
        house.guest("bob");

        assertEquals(1, house.recordedPeers.fencingToken(new PeerId(1)));
        assertEquals(0, house.recordedPeers.fencingToken(new PeerId(2)));
        assertTrue(house.recordedPeers.video(new PeerId(2)));
    }

    // collaborators away

    @Test
    void whatThePolicyCannotDecideInTimeIsRefused() throws Exception {
        house.policy = null;
        house.open();
        CompletableFuture<Outcome> early = house.desk.submit(new Command.Tick()).toCompletableFuture();
        house.clock.advance(Duration.ofMillis(1_999));
        CompletableFuture<Admission> late =
                house.desk.join(CoordinatorFixture.knock("ann", null)).toCompletableFuture();
        house.clock.advance(Duration.ofMillis(1));

        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, CoordinatorFixture.await(early));
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, refused.reason());
        assertFalse(late.isDone(), "its own two seconds are not over");
        house.policy = new CoordinatorFixture.FirstComes();
        assertInstanceOf(Admission.JoinAccepted.class, CoordinatorFixture.await(late));
    }

    @Test
    void newsOfPeersOutlivesAnAbsentPolicy() throws Exception {
        house.open();
        house.guest("ann");
        house.policy = null;
        house.recordedPeers.end(new PeerId(1), CloseReason.REMOTE);
        house.clock.advance(Duration.ofMinutes(1));
        house.desk.wake();
        house.policy = new CoordinatorFixture.FirstComes();
        house.settle();

        assertEquals(List.of(), house.desk.roster().sessions());
    }

    @Test
    void aFullMailboxIsAnAnswerButNewsStillGetsThrough() throws Exception {
        house.open();
        house.guest("ann");
        house.policy = null;
        List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
        for (int i = 0; i < CommandLoop.CAPACITY; i++) {
            waiting.add(house.desk.submit(new Command.Tick()).toCompletableFuture());
        }
        Outcome.Refused full = assertInstanceOf(
                Outcome.Refused.class, CoordinatorFixture.await(house.desk.submit(new Command.Tick())));
        assertEquals(Reason.BUSY, full.reason());
        house.recordedPeers.end(new PeerId(1), CloseReason.REMOTE);

        house.policy = new CoordinatorFixture.FirstComes();
        for (CompletableFuture<Outcome> answer : waiting) {
            assertTrue(CoordinatorFixture.await(answer).isDone());
        }
        house.settle();
        assertEquals(List.of(), house.desk.roster().sessions());
    }

    @Test
    void aNewcomerWaitsForANameWhileOthersGoOn() throws Exception {
        house.open();
        Admission.JoinAccepted ann = house.seat("ann");
        house.nicknames = null;
        CompletableFuture<Admission> newcomer =
                house.desk.join(CoordinatorFixture.knock("bob", null)).toCompletableFuture();
        Admission back = CoordinatorFixture.await(house.desk.join(CoordinatorFixture.knock("", ann.resumeToken())));

        assertInstanceOf(Admission.JoinAccepted.class, back, "who comes back needs no name");
        assertFalse(newcomer.isDone());
        house.nicknames = new CoordinatorFixture.PlainNames();
        assertEquals("bob", ((Admission.JoinAccepted) CoordinatorFixture.await(newcomer)).nickname());
    }

    @Test
    void aNewcomerWhomNobodyNamesIsRefusedInTheEnd() throws Exception {
        house.nicknames = null;
        house.open();
        CompletableFuture<Admission> newcomer =
                house.desk.join(CoordinatorFixture.knock("bob", null)).toCompletableFuture();
        house.settle();
        house.clock.advance(CommandLoop.PATIENCE);

        Admission.JoinRejected rejected =
                assertInstanceOf(Admission.JoinRejected.class, CoordinatorFixture.await(newcomer));
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, rejected.refusal().reason());
    }

    @Test
    void aPolicyThatThrowsCostsOneCommand() throws Exception {
        house.open();
        house.guest("ann");
        SessionPolicy good = house.policy();
        house.policy = new SessionPolicy() {
            @Override
            public Decision decide(Roster roster, Command command, Instant now) {
                throw new IllegalStateException("a bug");
            }

            @Override
            public Optional<Instant> nextDeadline(Roster roster) {
                throw new IllegalStateException("a bug");
            }

            @Override
            public Optional<TrustScore> trust(Roster roster, SessionId session, Instant now) {
                throw new IllegalStateException("a bug");
            }
        };
        assertInstanceOf(Outcome.Refused.class, CoordinatorFixture.await(house.desk.submit(new Command.Tick())));
        house.policy = good;
        assertTrue(
                CoordinatorFixture.await(house.desk.submit(new Command.Tick())).isDone());
        assertEquals(1, house.desk.roster().sessions().size());
    }

    @Test
    void aListenerThatThrowsHurtsNobody() throws Exception {
        List<Long> told = new ArrayList<>();
        house.heard.add((before, after, effects) -> {
            throw new IllegalStateException("a bug");
        });
        house.heard.add((before, after, effects) -> told.add(after.revision()));
        house.open();
        house.seat("ann");

        assertEquals(List.of(1L), told);
    }

    @Test
    void decisionsAreToldWholeAndNumberedRefusalsIncluded() throws Exception {
        List<DecisionRecord> told = Collections.synchronizedList(new ArrayList<>());
        house.heard.add(new RosterListener() {
            @Override
            public void changed(Roster before, Roster after, List<Effect> effects) {}

            @Override
            public void decided(DecisionRecord decided) {
                told.add(decided);
            }
        });
        house.open();
        house.guest("ann");
        SessionId nobody = new SessionId("nobody");
        assertFalse(CoordinatorFixture.await(house.desk.submit(new Command.RequestPrimary(nobody)))
                .isDone());
        house.settle();

        for (int i = 0; i < told.size(); i++) {
            DecisionRecord one = told.get(i);
            assertEquals(i + 1, one.number());
            assertEquals(i == 0 ? Roster.EMPTY : told.get(i - 1).after(), one.before());
        }
        assertTrue(told.stream().anyMatch(one -> !one.outcome().isDone()));
        assertEquals(house.desk.roster(), told.getLast().after());
    }

    // time and peers

    @Test
    void theDeskWakesForADeadlineByItself() throws Exception {
        house.open();
        house.seat("ann");
        house.clock.advance(Duration.ofSeconds(10));
        house.desk.wake();

        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> house.desk.roster().sessions().isEmpty());
    }

    @Test
    void aPeerThatWasUpOrGoneBeforeItsAnswerWasNotedIsNoticed() throws Exception {
        house.open();
        SessionId ann = house.seat("ann").session();
        PeerId fast = house.recordedPeers.add();
        house.recordedPeers.link(fast);
        CoordinatorFixture.await(house.desk.submit(new Command.Answered(ann, fast)));
        assertTrue(house.desk.roster().session(ann).orElseThrow().linked());

        SessionId bob = house.seat("bob").session();
        PeerId dead = house.recordedPeers.add();
        house.recordedPeers.end(dead, CloseReason.SETUP_FAILED);
        CoordinatorFixture.await(house.desk.submit(new Command.Answered(bob, dead)));
        assertEquals(Optional.empty(), house.desk.roster().session(bob));
    }

    @Test
    void aRestoredRosterIsComparedWithThePeersThatExist() throws Exception {
        house = new CoordinatorFixture(new RosterFixtureBuilder()
                .primary("ann", 1)
                .observer("bob", 2)
                .epoch(6)
                .build());
        house.recordedHid.setEpoch(6);
        PeerId gone = house.recordedPeers.add();
        PeerId here = house.recordedPeers.add();
        PeerId leftOver = house.recordedPeers.add();
        PeerId beingMade = house.recordedPeers.add();
        house.recordedPeers.link(here);
        house.recordedPeers.link(leftOver);
        house.recordedPeers.end(gone, CloseReason.REMOTE);
        house.journal.clear();
        house.open();

        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> house.recordedPeers.ended(leftOver).isPresent());
        Roster roster = house.desk.roster();
        assertEquals(
                List.of(new SessionId("bob")),
                roster.sessions().stream().map(Session::id).toList());
        assertEquals(new SessionId("bob"), roster.primary());
        assertEquals(7, house.recordedPeers.fencingToken(here));
        assertEquals(Optional.empty(), house.recordedPeers.ended(beingMade), "it has its time");

        house.clock.advance(Duration.ofSeconds(11));
        house.desk.wake();
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> house.recordedPeers.ended(beingMade).isPresent());
    }

    @Test
    void settingsApplyAtOnce() throws Exception {
        house.open();
        house.seat("ann");
        CoordinatorFixture.await(
                house.desk.submit(new Command.Configure(Settings.DEFAULTS.with(Setting.MAX_SESSIONS, 1))));

        assertInstanceOf(
                Admission.JoinRejected.class,
                CoordinatorFixture.await(house.desk.join(CoordinatorFixture.knock("bob", null))));
    }

    @Test
    void afterItsEndTheDeskRefusesWhatWasWaitingAndWhatComes() throws Exception {
        house.policy = null;
        house.open();
        CompletableFuture<Outcome> waiting =
                house.desk.submit(new Command.Tick()).toCompletableFuture();
        house.close();

        assertInstanceOf(Outcome.Refused.class, CoordinatorFixture.await(waiting));
        assertInstanceOf(Outcome.Refused.class, CoordinatorFixture.await(house.desk.submit(new Command.Tick())));
    }
}
