// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The behaviour of every session coordinator, real or fake. */
public abstract class SessionCoordinatorContract {

    protected static final SessionId ANN = new SessionId("ann");
    protected static final SessionId BOB = new SessionId("bob");
    protected static final SessionId CID = new SessionId("cid");

    /** Creates a running coordinator with this roster; called once per test. */
    protected abstract SessionCoordinator create(Roster roster);

    /** Takes the policy away: the coordinator can decide nothing. */
    protected abstract void removePolicy();

    /** Fills the coordinator's queue. */
    protected abstract void fillQueue();

    /** Moves the coordinator's clock. */
    protected abstract void advance(Duration time);

    /** Ann in control on peer 1, Bob and Cid observers on peers 2 and 3, epoch 1; all links at their best grade. */
    protected static Roster roster() {
        return new RosterFixtureBuilder()
                .control(new Control.Held(ANN, ManualClock.START))
                .add(session("ann", 1))
                .add(session("bob", 2))
                .add(session("cid", 3))
                .build();
    }

    private static Session session(String name, long link) {
        Session session = RosterFixtureBuilder.session(name, link);
        return session.edit().connection(session.connection().withGrade(100)).build();
    }

    protected static JoinRequest joinRequest() {
        return new JoinRequest(
                Login.unauthenticated(Role.ADMIN), "192.0.2.9", "Chrome/140.0", "dot", null, null, false);
    }

    protected static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void initialRosterIsTheGivenOne() {
        assertEquals(roster(), create(roster()).roster());
    }

    @Test
    void legalCommandIsDone() throws Exception {
        assertEquals(Outcome.done(), await(create(roster()).submit(new Command.RequestPrimary(BOB))));
    }

    @Test
    void joinIsAcceptedWithResumeToken() throws Exception {
        Admission.JoinAccepted accepted = assertInstanceOf(
                Admission.JoinAccepted.class, await(create(roster()).join(joinRequest())));
        assertEquals(false, accepted.resumeToken().isEmpty());
    }

    @Test
    void attachWithKnownTokenIsAccepted() throws Exception {
        assertInstanceOf(
                Admission.JoinAccepted.class, await(create(roster()).attach(Login.unauthenticated(Role.ADMIN), "ann")));
    }

    @Test
    void activityOfUnknownSessionIsIgnored() {
        SessionCoordinator coordinator = create(roster());
        coordinator.active(new SessionId("unknown"));
        assertEquals(roster(), coordinator.roster());
    }

    @Test
    void everyCallIsTemporarilyUnavailableWithoutPolicy() throws Exception {
        SessionCoordinator coordinator = create(roster());
        removePolicy();
        CompletionStage<Outcome> outcome = coordinator.submit(new Command.RequestPrimary(BOB));
        CompletionStage<Admission> joined = coordinator.join(joinRequest());
        CompletionStage<Admission> attached = coordinator.attach(Login.unauthenticated(Role.ADMIN), "ann");
        advance(Duration.ofSeconds(2));

        assertRefused(Reason.TEMPORARILY_UNAVAILABLE, await(outcome));
        assertRejected(Reason.TEMPORARILY_UNAVAILABLE, await(joined));
        assertRejected(Reason.TEMPORARILY_UNAVAILABLE, await(attached));
        assertEquals(roster(), coordinator.roster());
    }

    @Test
    void everyCallIsBusyWhileQueueIsFull() throws Exception {
        SessionCoordinator coordinator = create(roster());
        fillQueue();

        assertRefused(Reason.BUSY, await(coordinator.submit(new Command.RequestPrimary(BOB))));
        assertRejected(Reason.BUSY, await(coordinator.join(joinRequest())));
        assertRejected(Reason.BUSY, await(coordinator.attach(Login.unauthenticated(Role.ADMIN), "ann")));
        assertEquals(roster(), coordinator.roster());
    }

    @Test
    void timeIsThatOfItsOwnClock() {
        SessionCoordinator coordinator = create(roster());
        Instant before = coordinator.now();
        advance(Duration.ofMillis(1_500));
        assertEquals(before.plusMillis(1_500), coordinator.now());
    }

    @Test
    void wallTimesOfTwoInstantsAreAsFarApartAsTheInstants() {
        SessionCoordinator coordinator = create(roster());
        Instant now = coordinator.now();
        assertEquals(coordinator.wallTime(now).plusSeconds(5), coordinator.wallTime(now.plusSeconds(5)));
    }

    @Test
    void rosterWithoutCommandIsUnchanged() {
        SessionCoordinator coordinator = create(roster());
        assertSame(coordinator.roster(), coordinator.roster());
    }

    protected static void assertRefused(Reason reason, Outcome outcome) {
        assertEquals(reason, assertInstanceOf(Outcome.Refused.class, outcome).reason());
    }

    protected static void assertRejected(Reason reason, Admission admission) {
        assertRefused(
                reason,
                assertInstanceOf(Admission.JoinRejected.class, admission).refusal());
    }
}
