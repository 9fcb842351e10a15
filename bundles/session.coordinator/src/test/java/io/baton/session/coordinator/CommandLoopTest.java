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
import io.baton.policy.handover.HandoverPolicy;
import io.baton.session.Admission;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.DecisionRecord;
import io.baton.session.Effect;
import io.baton.session.JoinRequest;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import io.baton.session.TrustScore;
import io.baton.testkit.Patience;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLoopTest {

    private CoordinatorFixture fixture = new CoordinatorFixture();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    // admission

    @Test
    void parallelJoinsAreAcceptedUpToMaxSessions() throws Exception {
        fixture.open();
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Admission>> answers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Admission> answer = new CompletableFuture<>();
            answers.add(answer);
            String name = "linkedSession" + i;
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    answer.complete(
                            CoordinatorFixture.await(fixture.coordinator.join(CoordinatorFixture.request(name, null))));
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        Set<SessionId> accepted = new HashSet<>();
        for (CompletableFuture<Admission> answer : answers) {
            switch (CoordinatorFixture.await(answer)) {
                case Admission.JoinAccepted join -> assertTrue(accepted.add(join.session()));
                case Admission.JoinRejected(Outcome.Refused refusal) -> assertEquals(Reason.CAPACITY, refusal.reason());
            }
        }
        assertEquals(10, accepted.size());
        assertEquals(10, fixture.coordinator.roster().sessions().size());
    }

    @Test
    void idsAndTokensHave256BitsAndOnlyTheDigestIsStored() throws Exception {
        fixture.open();
        Admission.JoinAccepted ann = fixture.join("ann");
        Admission.JoinAccepted bob = fixture.join("bob");

        assertEquals(43, ann.session().value().length());
        assertEquals(43, ann.resumeToken().length());
        assertNotEquals(ann.resumeToken(), bob.resumeToken());
        assertFalse(fixture.coordinator.roster().toString().contains(ann.resumeToken()));
        assertFalse(ann.toString().contains(ann.resumeToken()));
    }

    @Test
    void invalidOrTakenNicknameIsReplacedByAGeneratedOne() throws Exception {
        fixture.open();
        assertEquals("ann", fixture.join("ann").nickname());
        for (String unfit : new String[] {"", "ANN!", "ann"}) {
            assertTrue(fixture.join(unfit).nickname().startsWith("user-"), unfit);
        }
    }

    @Test
    void takenNicknameGetsNextFreeNumber() throws Exception {
        fixture.nicknames = new CoordinatorFixture.PlainNames(5);
        fixture.open();
        assertEquals("ann", fixture.join("ann").nickname());
        assertEquals("ann 2", fixture.join("ann").nickname());
        assertEquals("ann 3", fixture.join("ann").nickname());
        assertEquals("lilly", fixture.join("lilly").nickname());
        assertEquals("lil 2", fixture.join("lilly").nickname());
        fixture.nicknames = new CoordinatorFixture.PlainNames(1);
        assertEquals("a", fixture.join("a").nickname());
        assertEquals("", fixture.join("a").nickname(), "no numbered and no generated nickname is valid");
    }

    @Test
    void clientWithoutDataChannelGetsAGeneratedNicknameWhereOneIsRequired() throws Exception {
        fixture.open();
        fixture.join("ann");
        CoordinatorFixture.await(fixture.coordinator.submit(
                new Command.Configure(Settings.DEFAULTS.with(Setting.REQUIRE_NICKNAME, true))));
        JoinRequest nameless = CoordinatorFixture.request("", null);
        Admission.JoinAccepted page = assertInstanceOf(
                Admission.JoinAccepted.class, CoordinatorFixture.await(fixture.coordinator.join(nameless)));
        assertEquals(Mode.PENDING, page.mode());
        Admission.JoinAccepted display = assertInstanceOf(
                Admission.JoinAccepted.class,
                CoordinatorFixture.await(fixture.coordinator.join(nameless.withVideoOnly(true))));
        assertEquals(Mode.OBSERVER, display.mode());
        assertTrue(display.nickname().startsWith("user-"), display.nickname());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closedSocketHasTheLinkOfAClientWithoutDataChannelVerified(boolean videoOnly) throws Exception {
        fixture.open();
        Admission.JoinAccepted ann = assertInstanceOf(
                Admission.JoinAccepted.class,
                CoordinatorFixture.await(fixture.coordinator.join(
                        CoordinatorFixture.request("ann", null).withVideoOnly(videoOnly))));
        PeerId link = fixture.recordedPeers.add();
        CoordinatorFixture.await(fixture.coordinator.submit(new Command.Answered(ann.session(), link)));
        TokenDigest token = TokenDigest.of(ann.resumeToken());
        CoordinatorFixture.await(
                fixture.coordinator.submit(new Command.SocketClosed(ann.session(), TokenDigest.of("another"))));
        assertFalse(fixture.calls.lines().contains("verify " + link), "the end of another socket");
        CoordinatorFixture.await(fixture.coordinator.submit(new Command.SocketClosed(ann.session(), token)));
        assertEquals(videoOnly, fixture.calls.lines().contains("verify " + link));
    }

    @Test
    void s6ResumeTokenRestoresItsSessionOnceAndIsReplaced() throws Exception {
        fixture.open();
        Admission.JoinAccepted ann = fixture.join("ann");
        Admission.JoinAccepted back = assertInstanceOf(
                Admission.JoinAccepted.class,
                CoordinatorFixture.await(fixture.coordinator.join(CoordinatorFixture.request("", ann.resumeToken()))));
        PeerId link = fixture.recordedPeers.add();
        CoordinatorFixture.await(fixture.coordinator.submit(new Command.Answered(back.session(), link)));
        fixture.recordedPeers.link(link);
        Admission.JoinAccepted other = assertInstanceOf(
                Admission.JoinAccepted.class,
                CoordinatorFixture.await(fixture.coordinator.join(CoordinatorFixture.request("", ann.resumeToken()))));

        assertEquals(ann.session(), back.session());
        assertEquals("ann", back.nickname());
        assertNotEquals(ann.resumeToken(), back.resumeToken());
        assertNotEquals(ann.session(), other.session());
    }

    // order of a hand-over

    @Test
    void s22HandOverReleasesKeysThenSetsTokensThenNotifiesListeners() throws Exception {
        fixture.listeners.add((before, after, effects) -> fixture.calls.add("notified " + after.epoch()));
        fixture.open();
        SessionId ann = fixture.linkedSession("ann");
        SessionId bob = fixture.linkedSession("bob");
        fixture.settle();
        fixture.calls.clear();

        assertEquals(Set.of(new PeerId(1)), fixture.recordedPeers.priority());
        assertTrue(CoordinatorFixture.await(fixture.coordinator.submit(new Command.Transfer(ann, ann, bob)))
                .isDone());

        assertEquals(Set.of(new PeerId(2)), fixture.recordedPeers.priority(), "the new primary's path decides");
        assertEquals(
                List.of("epoch 2", "token peer-1 0", "token peer-2 2", "discard peer-1", "notified 2"),
                fixture.calls.lines());
    }

    @Test
    void handOverCompletesWithoutConfirmationOfTheHidOutput() throws Exception {
        fixture.recordedHid.beSilent();
        fixture.open();
        fixture.linkedSession("ann");

        assertEquals(1, fixture.coordinator.roster().epoch());
        assertEquals(1, fixture.recordedPeers.fencingToken(new PeerId(1)));
    }

    @Test
    void controlPassesWithoutAHidOutputAndTheNextOneGetsTheEpoch() throws Exception {
        fixture.hid = null;
        fixture.open();
        fixture.linkedSession("ann");
        assertEquals(1, fixture.recordedPeers.fencingToken(new PeerId(1)));

        RecordingHidOutput later = new RecordingHidOutput();
        fixture.hid = later;
        fixture.settle();
        assertEquals(1, later.epoch());
    }

    @Test
    void epochExceedsThatOfAHidOutputThatIsAhead() throws Exception {
        fixture.recordedHid.setEpoch(41);
        fixture.open();
        fixture.linkedSession("ann");

        assertEquals(43, fixture.coordinator.roster().epoch(), "42 to end the old time, 43 for ann");
        assertEquals(43, fixture.recordedHid.epoch());
        assertEquals(43, fixture.recordedPeers.fencingToken(new PeerId(1)));
    }

    @Test
    void onlyThePrimaryHasAFencingToken() throws Exception {
        fixture.open();
        fixture.linkedSession("ann");
        fixture.linkedSession("bob");

        assertEquals(1, fixture.recordedPeers.fencingToken(new PeerId(1)));
        assertEquals(0, fixture.recordedPeers.fencingToken(new PeerId(2)));
        assertTrue(fixture.recordedPeers.video(new PeerId(2)));
    }

    // absent services

    @Test
    void commandWithoutPolicyIsRefusedAfterTwoSeconds() throws Exception {
        fixture.policy = null;
        fixture.open();
        CompletableFuture<Outcome> early =
                fixture.coordinator.submit(new Command.Tick()).toCompletableFuture();
        fixture.clock.advance(Duration.ofMillis(1_999));
        CompletableFuture<Admission> late = fixture.coordinator
                .join(CoordinatorFixture.request("ann", null))
                .toCompletableFuture();
        fixture.clock.advance(Duration.ofMillis(1));

        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, CoordinatorFixture.await(early));
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, refused.reason());
        assertFalse(late.isDone(), "its own two seconds are not over");
        fixture.policy = new HandoverPolicy();
        assertInstanceOf(Admission.JoinAccepted.class, CoordinatorFixture.await(late));
    }

    @Test
    void lossOfSlowClientNamesItsCause() throws Exception {
        List<Cause> causes = new CopyOnWriteArrayList<>();
        fixture.open();
        fixture.linkedSession("ann");
        fixture.listeners.add((before, after, effects) -> effects.forEach(effect -> {
            if (effect instanceof Effect.ModeChanged changed) {
                causes.add(changed.cause());
            }
        }));
        fixture.recordedPeers.end(new PeerId(1), CloseReason.SLOW_CLIENT);
        fixture.settle();

        assertTrue(fixture.coordinator.roster().sessions().getFirst().inGrace());
        assertEquals(List.of(Cause.SLOW_CLIENT), causes);
    }

    @Test
    void peerEventIsAppliedWhenThePolicyReturns() throws Exception {
        fixture.open();
        fixture.linkedSession("ann");
        fixture.policy = null;
        fixture.recordedPeers.end(new PeerId(1), CloseReason.REMOTE);
        fixture.clock.advance(Duration.ofMinutes(1));
        fixture.coordinator.wake();
        fixture.policy = new HandoverPolicy();
        fixture.settle();

        assertTrue(fixture.coordinator.roster().sessions().getFirst().inGrace());
    }

    @Test
    void fullQueueRefusesRequestsButTakesPeerEvents() throws Exception {
        fixture.open();
        fixture.linkedSession("ann");
        fixture.policy = null;
        List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
        for (int i = 0; i < QueueingCoordinator.CAPACITY; i++) {
            waiting.add(fixture.coordinator.submit(new Command.Tick()).toCompletableFuture());
        }
        Outcome.Refused full = assertInstanceOf(
                Outcome.Refused.class, CoordinatorFixture.await(fixture.coordinator.submit(new Command.Tick())));
        assertEquals(Reason.BUSY, full.reason());
        fixture.recordedPeers.end(new PeerId(1), CloseReason.REMOTE);

        fixture.policy = new HandoverPolicy();
        for (CompletableFuture<Outcome> answer : waiting) {
            assertTrue(CoordinatorFixture.await(answer).isDone());
        }
        fixture.settle();
        assertTrue(fixture.coordinator.roster().sessions().getFirst().inGrace());
    }

    @Test
    void joinWaitsForTheNicknamePolicyWhileResumesProceed() throws Exception {
        fixture.open();
        Admission.JoinAccepted ann = fixture.join("ann");
        fixture.nicknames = null;
        CompletableFuture<Admission> newcomer = fixture.coordinator
                .join(CoordinatorFixture.request("bob", null))
                .toCompletableFuture();
        Admission back =
                CoordinatorFixture.await(fixture.coordinator.join(CoordinatorFixture.request("", ann.resumeToken())));

        assertInstanceOf(Admission.JoinAccepted.class, back, "a resume needs no name");
        assertFalse(newcomer.isDone());
        fixture.nicknames = new CoordinatorFixture.PlainNames();
        assertEquals("bob", ((Admission.JoinAccepted) CoordinatorFixture.await(newcomer)).nickname());
    }

    @Test
    void joinWithoutNicknamePolicyIsRefusedAfterTimeout() throws Exception {
        fixture.nicknames = null;
        fixture.open();
        CompletableFuture<Admission> newcomer = fixture.coordinator
                .join(CoordinatorFixture.request("bob", null))
                .toCompletableFuture();
        fixture.settle();
        fixture.clock.advance(CommandLoop.MAX_WAIT);

        Admission.JoinRejected rejected =
                assertInstanceOf(Admission.JoinRejected.class, CoordinatorFixture.await(newcomer));
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, rejected.refusal().reason());
    }

    @Test
    void exceptionOfThePolicyFailsOneCommandOnly() throws Exception {
        fixture.open();
        fixture.linkedSession("ann");
        SessionPolicy good = fixture.policy;
        fixture.policy = new SessionPolicy() {
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
        assertInstanceOf(
                Outcome.Refused.class, CoordinatorFixture.await(fixture.coordinator.submit(new Command.Tick())));
        fixture.policy = good;
        assertTrue(CoordinatorFixture.await(fixture.coordinator.submit(new Command.Tick()))
                .isDone());
        assertEquals(1, fixture.coordinator.roster().sessions().size());
    }

    @Test
    void exceptionOfAListenerDoesNotReachTheNext() throws Exception {
        List<Long> told = new ArrayList<>();
        fixture.listeners.add((before, after, effects) -> {
            throw new IllegalStateException("a bug");
        });
        fixture.listeners.add((before, after, effects) -> told.add(after.revision()));
        fixture.open();
        fixture.join("ann");

        assertEquals(List.of(1L), told);
    }

    @Test
    void listenersGetEveryDecisionNumberedIncludingRefusals() throws Exception {
        List<DecisionRecord> told = Collections.synchronizedList(new ArrayList<>());
        fixture.listeners.add(new RosterListener() {
            @Override
            public void changed(Roster before, Roster after, List<Effect> effects) {}

            @Override
            public void decided(DecisionRecord decided) {
                told.add(decided);
            }
        });
        fixture.open();
        fixture.linkedSession("ann");
        SessionId nobody = new SessionId("nobody");
        assertFalse(CoordinatorFixture.await(fixture.coordinator.submit(new Command.RequestPrimary(nobody)))
                .isDone());
        fixture.settle();

        for (int i = 0; i < told.size(); i++) {
            DecisionRecord one = told.get(i);
            assertEquals(i + 1, one.number());
            assertEquals(i == 0 ? Roster.EMPTY : told.get(i - 1).after(), one.before());
        }
        assertTrue(told.stream().anyMatch(one -> !one.outcome().isDone()));
        assertEquals(fixture.coordinator.roster(), told.getLast().after());
    }

    // time and peers

    @Test
    void loopWakesAtADeadline() throws Exception {
        fixture.open();
        fixture.join("ann");
        fixture.clock.advance(Duration.ofSeconds(10));
        fixture.coordinator.wake();

        Patience.await().until(() -> fixture.coordinator.roster().sessions().isEmpty());
    }

    @Test
    void peerLinkedOrClosedBeforeItsAnswerIsNoticed() throws Exception {
        fixture.open();
        SessionId ann = fixture.join("ann").session();
        PeerId fast = fixture.recordedPeers.add();
        fixture.recordedPeers.link(fast);
        CoordinatorFixture.await(fixture.coordinator.submit(new Command.Answered(ann, fast)));
        assertTrue(fixture.coordinator.roster().session(ann).orElseThrow().linked());

        SessionId bob = fixture.join("bob").session();
        PeerId dead = fixture.recordedPeers.add();
        fixture.recordedPeers.end(dead, CloseReason.SETUP_FAILED);
        CoordinatorFixture.await(fixture.coordinator.submit(new Command.Answered(bob, dead)));
        assertEquals(Optional.empty(), fixture.coordinator.roster().session(bob));
    }

    @Test
    void restoredRosterIsReconciledWithExistingPeers() throws Exception {
        fixture = new CoordinatorFixture(new RosterFixtureBuilder()
                .primary("ann", 1)
                .observer("bob", 2)
                .epoch(6)
                .build());
        fixture.recordedHid.setEpoch(6);
        PeerId gone = fixture.recordedPeers.add();
        PeerId here = fixture.recordedPeers.add();
        PeerId leftOver = fixture.recordedPeers.add();
        PeerId beingMade = fixture.recordedPeers.add();
        fixture.recordedPeers.link(here);
        fixture.recordedPeers.link(leftOver);
        fixture.recordedPeers.end(gone, CloseReason.REMOTE);
        fixture.calls.clear();
        fixture.open();

        Patience.await().until(() -> fixture.recordedPeers.ended(leftOver).isPresent());
        Roster roster = fixture.coordinator.roster();
        assertEquals(new SessionId("ann"), roster.control().reservedFor());
        assertEquals(7, roster.epoch());
        assertEquals(0, fixture.recordedPeers.fencingToken(here));
        assertEquals(Optional.empty(), fixture.recordedPeers.ended(beingMade), "it has its time");

        fixture.clock.advance(Duration.ofSeconds(11));
        fixture.coordinator.wake();
        Patience.await().until(() -> fixture.recordedPeers.ended(beingMade).isPresent());
        fixture.settle();
        assertEquals(new SessionId("bob"), fixture.coordinator.roster().primary());
        assertEquals(8, fixture.recordedPeers.fencingToken(here));
    }

    @Test
    void settingsApplyToTheNextJoin() throws Exception {
        fixture.open();
        fixture.join("ann");
        CoordinatorFixture.await(
                fixture.coordinator.submit(new Command.Configure(Settings.DEFAULTS.with(Setting.MAX_SESSIONS, 1))));

        assertInstanceOf(
                Admission.JoinRejected.class,
                CoordinatorFixture.await(fixture.coordinator.join(CoordinatorFixture.request("bob", null))));
    }

    @Test
    void stoppedLoopRefusesWaitingAndLaterCommands() throws Exception {
        fixture.policy = null;
        fixture.open();
        CompletableFuture<Outcome> waiting =
                fixture.coordinator.submit(new Command.Tick()).toCompletableFuture();
        fixture.close();

        assertInstanceOf(Outcome.Refused.class, CoordinatorFixture.await(waiting));
        assertInstanceOf(
                Outcome.Refused.class, CoordinatorFixture.await(fixture.coordinator.submit(new Command.Tick())));
    }
}
