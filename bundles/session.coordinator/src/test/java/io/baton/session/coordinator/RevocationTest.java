// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.hid.HidEvent;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.policy.handover.HandoverPolicy;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TrustScore;
import io.baton.testkit.Patience;
import io.baton.testkit.RecordingRpcEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A right that is revoked between its check and its effect has no effect. */
class RevocationTest {

    private static final HidEvent KEY = new HidEvent.Key(4, true);

    private final CoordinatorFixture fixture = new CoordinatorFixture();

    @BeforeEach
    void open() {
        fixture.policy = new HandoverPolicy();
        fixture.open();
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private Session session(SessionId id) {
        return fixture.coordinator.roster().session(id).orElseThrow();
    }

    private PeerId link(SessionId id) {
        return Objects.requireNonNull(session(id).link());
    }

    private Outcome submit(Command command) throws Exception {
        return CoordinatorFixture.await(fixture.coordinator.submit(command));
    }

    private Reason reason(Command command) throws Exception {
        return assertInstanceOf(Outcome.Refused.class, submit(command)).reason();
    }

    /** Runs an action while a command of this kind is being decided. */
    private void meanwhile(Class<? extends Command> kind, Runnable happens) {
        SessionPolicy rules = new HandoverPolicy();
        fixture.policy = new SessionPolicy() {
            @Override
            public Decision decide(Roster roster, Command command, Instant now) {
                Decision decision = rules.decide(roster, command, now);
                if (kind.isInstance(command)) {
                    happens.run();
                }
                return decision;
            }

            @Override
            public Optional<Instant> nextDeadline(Roster roster) {
                return rules.nextDeadline(roster);
            }

            @Override
            public Optional<TrustScore> trust(Roster roster, SessionId session, Instant now) {
                return rules.trust(roster, session, now);
            }
        };
    }

    private SessionId pending() throws Exception {
        Settings settings = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);
        assertTrue(submit(new Command.Configure(settings)).isDone());
        SessionId eve = fixture.linkedSession("eve");
        assertEquals(Mode.PENDING, fixture.coordinator.roster().mode(session(eve)));
        return eve;
    }

    @Test
    void sessionThatLeftIsNotApproved() throws Exception {
        SessionId ann = fixture.linkedSession("ann");
        SessionId eve = pending();
        PeerId link = link(eve);
        fixture.recordedPeers.end(link, CloseReason.REMOTE);
        fixture.settle();
        fixture.clock.advance(Duration.ofSeconds(11));
        fixture.settle();

        assertEquals(Reason.UNKNOWN_SESSION, reason(new Command.ApproveSession(ann, eve)));
        assertFalse(fixture.calls.lines().contains("video " + link + " true"));
    }

    @Test
    void linkLostDuringApprovalLeavesTheSessionInGrace() throws Exception {
        SessionId ann = fixture.linkedSession("ann");
        SessionId eve = pending();
        PeerId link = link(eve);
        meanwhile(Command.ApproveSession.class, () -> fixture.recordedPeers.end(link, CloseReason.REMOTE));

        submit(new Command.ApproveSession(ann, eve));
        fixture.settle();
        assertTrue(session(eve).inGrace());
        assertTrue(fixture.recordedPeers.ended(link).isPresent());
    }

    @Test
    void controlIsNotTransferredToALostSession() throws Exception {
        SessionId ann = fixture.linkedSession("ann");
        SessionId bob = fixture.linkedSession("bob");
        fixture.recordedPeers.end(link(bob), CloseReason.REMOTE);

        assertEquals(Reason.NOT_ALLOWED, reason(new Command.Transfer(ann, null, bob)));
        assertEquals(ann, fixture.coordinator.roster().primary());
    }

    @Test
    void linkLostDuringTransferReservesControlAndStopsInput() throws Exception {
        SessionId ann = fixture.linkedSession("ann");
        SessionId bob = fixture.linkedSession("bob");
        PeerId annsLink = link(ann);
        PeerId bobsLink = link(bob);
        long annsToken = fixture.recordedPeers.fencingToken(annsLink);
        assertTrue(fixture.recordedHid.submit(KEY, annsToken).isDone());
        meanwhile(Command.Transfer.class, () -> fixture.recordedPeers.end(bobsLink, CloseReason.REMOTE));

        assertTrue(submit(new Command.Transfer(ann, null, bob)).isDone());
        fixture.settle();
        assertEquals(new Control.Reserved(bob), fixture.coordinator.roster().control());
        assertEquals(0, fixture.recordedPeers.fencingToken(annsLink));
        assertFalse(fixture.recordedHid.submit(KEY, annsToken).isDone(), "ann's input of before");
        assertNotEquals(annsToken, fixture.recordedHid.epoch());

        fixture.clock.advance(Duration.ofSeconds(11));
        fixture.settle();
        assertEquals(ann, fixture.coordinator.roster().primary());
        assertTrue(fixture.recordedHid
                .submit(KEY, fixture.recordedPeers.fencingToken(annsLink))
                .isDone());
    }

    @Test
    void inputAfterAKickIsRejected() throws Exception {
        fixture.events = new RecordingRpcEvents();
        SessionId ann = fixture.linkedSession("ann");
        SessionId bob = fixture.linkedSession("bob");
        PeerId link = link(ann);
        long token = fixture.recordedPeers.fencingToken(link);
        assertTrue(fixture.recordedHid.submit(KEY, token).isDone());
        fixture.recordedPeers.setBytesUnacknowledged(link, 40);

        assertTrue(submit(new Command.Kick(bob, ann)).isDone());
        assertEquals(Optional.empty(), fixture.recordedPeers.ended(link), "is told why first");
        assertEquals(0, fixture.recordedPeers.fencingToken(link));
        assertFalse(fixture.recordedPeers.video(link));
        assertFalse(fixture.recordedHid.submit(KEY, token).isDone());
        assertEquals(Reason.UNKNOWN_SESSION, reason(new Command.Transfer(ann, null, ann)));
        assertEquals(bob, fixture.coordinator.roster().primary());

        fixture.clock.advance(PendingCloses.MAX_DELAY);
        fixture.coordinator.wake();
        Patience.await().until(() -> fixture.recordedPeers.ended(link).isPresent());
    }

    @Test
    void lateEventsOfAReplacedLinkChangeNothing() throws Exception {
        SessionId ann = fixture.linkedSession("ann");
        PeerId old = link(ann);
        PeerId fresh = fixture.recordedPeers.add();
        assertTrue(submit(new Command.Answered(ann, fresh)).isDone());
        fixture.recordedPeers.link(fresh);
        fixture.settle();
        assertTrue(fixture.recordedPeers.ended(old).isPresent(), "its successor took its place");
        Roster before = fixture.coordinator.roster();

        fixture.coordinator.closed(old, CloseReason.REMOTE);
        fixture.coordinator.linked(old);
        submit(new Command.LinkLost(old));
        submit(new Command.LinkFailed(ann, old));
        assertEquals(before, fixture.coordinator.roster());
        assertEquals(fresh, link(ann));
    }
}
