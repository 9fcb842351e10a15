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
import io.baton.testkit.RecordingRpcEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A right is taken away between its check and its effect: nothing happens after that. */
class RevocationTest {

    private static final HidEvent KEY = new HidEvent.Key(4, true);

    private final CoordinatorFixture house = new CoordinatorFixture();

    @BeforeEach
    void open() {
        house.policy = new HandoverPolicy();
        house.open();
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private Session session(SessionId id) {
        return house.desk.roster().session(id).orElseThrow();
    }

    private PeerId link(SessionId id) {
        return Objects.requireNonNull(session(id).link());
    }

    private Outcome say(Command command) throws Exception {
        return CoordinatorFixture.await(house.desk.submit(command));
    }

    private Reason reason(Command command) throws Exception {
        return assertInstanceOf(Outcome.Refused.class, say(command)).reason();
    }

    /** Something happens while a command of this kind is being decided. */
    private void meanwhile(Class<? extends Command> kind, Runnable happens) {
        SessionPolicy rules = new HandoverPolicy();
        house.policy = new SessionPolicy() {
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
        assertTrue(say(new Command.Configure(settings)).isDone());
        SessionId eve = house.guest("eve");
        assertEquals(Mode.PENDING, house.desk.roster().mode(session(eve)));
        return eve;
    }

    @Test
    void whoLeftIsNotApproved() throws Exception {
        SessionId ann = house.guest("ann");
        SessionId eve = pending();
        PeerId link = link(eve);
        house.recordedPeers.end(link, CloseReason.REMOTE);
        house.settle();
        house.clock.advance(Duration.ofSeconds(11));
        house.settle();

        assertEquals(Reason.UNKNOWN_SESSION, reason(new Command.ApproveSession(ann, eve)));
        assertFalse(house.journal.lines().contains("video " + link + " true"));
    }

    @Test
    void whoLeavesWhileBeingApprovedSeesNothingUntilTheyAreBack() throws Exception {
        SessionId ann = house.guest("ann");
        SessionId eve = pending();
        PeerId link = link(eve);
        meanwhile(Command.ApproveSession.class, () -> house.recordedPeers.end(link, CloseReason.REMOTE));

        say(new Command.ApproveSession(ann, eve));
        house.settle();
        assertTrue(session(eve).inGrace());
        assertTrue(house.recordedPeers.ended(link).isPresent());
    }

    @Test
    void whoLeftIsNotHandedControl() throws Exception {
        SessionId ann = house.guest("ann");
        SessionId bob = house.guest("bob");
        house.recordedPeers.end(link(bob), CloseReason.REMOTE);

        assertEquals(Reason.NOT_ALLOWED, reason(new Command.Transfer(ann, null, bob)));
        assertEquals(ann, house.desk.roster().primary());
    }

    @Test
    void whoLeavesWhileBeingHandedControlHasItKeptAndNobodyTypes() throws Exception {
        SessionId ann = house.guest("ann");
        SessionId bob = house.guest("bob");
        PeerId annsLink = link(ann);
        PeerId bobsLink = link(bob);
        long annsStamp = house.recordedPeers.fencingToken(annsLink);
        assertTrue(house.recordedHid.submit(KEY, annsStamp).isDone());
        meanwhile(Command.Transfer.class, () -> house.recordedPeers.end(bobsLink, CloseReason.REMOTE));

        assertTrue(say(new Command.Transfer(ann, null, bob)).isDone());
        house.settle();
        assertEquals(new Control.Reserved(bob), house.desk.roster().control());
        assertEquals(0, house.recordedPeers.fencingToken(annsLink));
        assertFalse(house.recordedHid.submit(KEY, annsStamp).isDone(), "ann's input of before");
        assertNotEquals(annsStamp, house.recordedHid.epoch());

        house.clock.advance(Duration.ofSeconds(11));
        house.settle();
        assertEquals(ann, house.desk.roster().primary());
        assertTrue(house.recordedHid
                .submit(KEY, house.recordedPeers.fencingToken(annsLink))
                .isDone());
    }

    @Test
    void whatSomebodyTypesAfterTheyWereSentAwayGoesNowhere() throws Exception {
        house.events = new RecordingRpcEvents();
        SessionId ann = house.guest("ann");
        SessionId bob = house.guest("bob");
        PeerId link = link(ann);
        long stamp = house.recordedPeers.fencingToken(link);
        assertTrue(house.recordedHid.submit(KEY, stamp).isDone());
        house.recordedPeers.setBytesUnacknowledged(link, 40);

        assertTrue(say(new Command.Kick(bob, ann)).isDone());
        assertEquals(Optional.empty(), house.recordedPeers.ended(link), "is told why first");
        assertEquals(0, house.recordedPeers.fencingToken(link));
        assertFalse(house.recordedPeers.video(link));
        assertFalse(house.recordedHid.submit(KEY, stamp).isDone());
        assertEquals(Reason.UNKNOWN_SESSION, reason(new Command.Transfer(ann, null, ann)));
        assertEquals(bob, house.desk.roster().primary());

        house.clock.advance(PendingCloses.TIME);
        house.desk.wake();
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> house.recordedPeers.ended(link).isPresent());
    }

    @Test
    void aLateCloseOfAnOldLinkTouchesNothing() throws Exception {
        SessionId ann = house.guest("ann");
        PeerId old = link(ann);
        PeerId fresh = house.recordedPeers.add();
        assertTrue(say(new Command.Answered(ann, fresh)).isDone());
        house.recordedPeers.link(fresh);
        house.settle();
        assertTrue(house.recordedPeers.ended(old).isPresent(), "its successor took its place");
        Roster before = house.desk.roster();

        house.desk.closed(old, CloseReason.REMOTE);
        house.desk.linked(old);
        say(new Command.LinkLost(old));
        say(new Command.LinkFailed(ann, old));
        assertEquals(before, house.desk.roster());
        assertEquals(fresh, link(ann));
    }
}
