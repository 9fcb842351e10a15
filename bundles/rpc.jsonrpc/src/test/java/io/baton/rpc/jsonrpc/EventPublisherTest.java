// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.PortLease;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.session.Cause;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.EncodedVideo;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventPublisherTest implements EventPublisher.Services {

    private static final Event NO_APPROVER = Event.of(new Effect.NoApprover(new SessionId("eve")));

    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final RecordingPeerService recorded = new RecordingPeerService();
    private @Nullable UpgradeStatus upgrade;
    private boolean peersAway;
    private final PeerId ann = recorded.add();
    private final PeerId bob = recorded.add();
    private final PeerId eve = recorded.add();
    private final FakeCoordinator coordinator = new FakeCoordinator(roster(5));
    private final EventPublisher publisher = new EventPublisher(this, timer, clock::nanoTime);

    private static Roster roster(long revision) {
        return new RosterFixtureBuilder()
                .primary("ann", 1)
                .viewer("bob", 2)
                .pending("eve", 3)
                .revision(revision)
                .build();
    }

    private static final class Cable implements ReportPorts {
        @Override
        public PortLease lease(Start start) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UsbState state() {
            return UsbState.CONFIGURED;
        }

        @Override
        public int leds() {
            return 0;
        }
    }

    @Override
    public @Nullable SessionCoordinator coordinator() {
        return coordinator;
    }

    @Override
    public @Nullable PeerService peers() {
        return peersAway ? null : recorded;
    }

    @Override
    public @Nullable EncodedVideo video() {
        return null;
    }

    @Override
    public @Nullable ReportPorts ports() {
        return new Cable();
    }

    @Override
    public @Nullable UpgradeStatus upgrade() {
        return upgrade;
    }

    private void open(PeerId peer) {
        recorded.open(peer, "rpc");
        publisher.opened(peer, "rpc");
        timer.advanceMillis(0);
    }

    private void change(long revision, Effect... effects) {
        Roster before = coordinator.roster();
        coordinator.setRoster(roster(revision));
        publisher.changed(before, coordinator.roster(), List.of(effects));
        timer.advanceMillis(0);
    }

    private List<String> heard(PeerId peer, String method) {
        return recorded.texts(peer, "rpc").stream()
                .filter(text -> text.contains("\"method\":\"" + method + "\""))
                .toList();
    }

    @Test
    void openedChannelReceivesPresentState() {
        open(ann);
        assertEquals(
                List.of("{\"jsonrpc\":\"2.0\",\"method\":\"usbState\",\"params\":\"configured\"}"),
                heard(ann, "usbState"));
        assertTrue(heard(ann, "sessionsUpdated").get(0).contains("\"revision\":5"));
    }

    @Test
    void upgradeIsShownToAdministratorsAlone() {
        open(ann);
        open(bob);
        publisher.upgrade(UpgradeMethodsTest.status(UpgradeState.INSTALLING));
        timer.advanceMillis(0);
        assertEquals(
                List.of("{\"jsonrpc\":\"2.0\",\"method\":\"otaState\",\"params\":{\"updating\":true,"
                        + "\"appUpdatePending\":true,\"systemUpdatePending\":false}}"),
                heard(ann, "otaState"));
        assertEquals(List.of(), heard(bob, "otaState"));
    }

    @Test
    void openedChannelOfAnAdministratorReceivesAnUpgradeThatIsNotOver() {
        upgrade = UpgradeMethodsTest.status(UpgradeState.COMMITTED);
        open(ann);
        assertEquals(List.of(), heard(ann, "otaState"));
        publisher.closed(ann, "rpc");
        upgrade = UpgradeMethodsTest.status(UpgradeState.STAGED);
        open(ann);
        assertTrue(heard(ann, "otaState").getFirst().contains("\"systemUpdatePending\":true"));
        open(bob);
        assertEquals(List.of(), heard(bob, "otaState"));
    }

    @Test
    void pendingSessionReceivesItsOwnRowOnly() {
        open(eve);
        publisher.signal(VideoSignal.ready(new VideoMode(1280, 720, 30)));
        timer.advanceMillis(0);
        String list = heard(eve, "sessionsUpdated").get(0);
        assertTrue(list.contains("\"nickname\":\"eve\"") && !list.contains("\"nickname\":\"ann\""), list);
        assertEquals(List.of(), heard(eve, "usbState"));
        assertEquals(List.of(), heard(eve, "videoInputState"));
    }

    @Test
    void addressesAreSentToAdministratorsOnly() {
        open(ann);
        open(bob);
        assertTrue(heard(ann, "sessionsUpdated").get(0).contains("\"source\":\"192.0.2.1\""));
        assertFalse(heard(bob, "sessionsUpdated").get(0).contains("192.0.2.1"));
        assertTrue(heard(bob, "sessionsUpdated").get(0).contains("\"yourMode\":\"observer\""));
    }

    @Test
    void burstOfChangesSendsFirstAndLastList() {
        open(ann);
        timer.advanceMillis(1_000);
        recorded.clearSent();
        change(6);
        assertEquals(1, heard(ann, "sessionsUpdated").size(), "at once after a quiet time");
        for (int revision = 7; revision <= 40; revision++) {
            change(revision);
            timer.advanceMillis(1);
        }
        timer.advanceMillis(100);
        List<String> lists = heard(ann, "sessionsUpdated");
        assertEquals(2, lists.size());
        assertTrue(lists.get(1).contains("\"revision\":40"));
        assertEquals(0, timer.size());
    }

    @Test
    void slowClientReceivesLastListOnce() {
        open(ann);
        open(bob);
        timer.advanceMillis(1_000);
        recorded.clearSent();
        recorded.clog(bob);
        change(6);
        timer.advanceMillis(350);
        change(7);
        timer.advanceMillis(350);
        recorded.unclog(bob);
        timer.advanceMillis(320);

        assertEquals(1, heard(bob, "sessionsUpdated").size());
        assertTrue(heard(bob, "sessionsUpdated").get(0).contains("\"revision\":7"));
        assertEquals(2, heard(ann, "sessionsUpdated").size(), "a fast client is not sent the list twice");
        assertEquals(0, timer.size());
    }

    @Test
    void goneClientLeavesNoTimer() {
        open(bob);
        recorded.clog(bob);
        change(6);
        timer.advanceMillis(50);
        recorded.end(bob, CloseReason.REMOTE);
        publisher.gone(bob);
        timer.advanceMillis(0);
        assertEquals(0, timer.size());
    }

    @Test
    void listIsSentOncePeerHasSession() {
        coordinator.setRoster(new RosterFixtureBuilder().primary("ann", 1).build());
        open(bob);
        assertEquals(List.of(), heard(bob, "sessionsUpdated"));
        coordinator.setRoster(roster(6));
        timer.advanceMillis(300);
        assertEquals(1, heard(bob, "sessionsUpdated").size());
    }

    @Test
    void modeChangeIsSentToItsSessionOnly() {
        open(ann);
        open(bob);
        change(6, new Effect.ModeChanged(new SessionId("bob"), Mode.PRIMARY, Cause.PROMOTED));
        assertEquals(1, heard(bob, "modeChanged").size());
        String told = heard(bob, "modeChanged").get(0);
        assertTrue(told.contains("\"mode\":\"primary\"") && told.contains("\"reason\":\"promoted\""), told);
        assertEquals(List.of(), heard(ann, "modeChanged"));
    }

    @Test
    void modeChangePrecedesListAtAnyRate() {
        open(bob);
        timer.advanceMillis(1_000);
        for (int revision = 6; revision < 20; revision++) {
            recorded.clearSent();
            change(revision, new Effect.ModeChanged(new SessionId("bob"), Mode.QUEUED, Cause.REQUESTED));
            assertTrue(recorded.texts(bob, "rpc").get(0).contains("modeChanged"), "at once and first");
            timer.advanceMillis(7);
        }
    }

    @Test
    void listNeverShowsUnsentMode() {
        change(6);
        open(bob);
        coordinator.setRoster(new RosterFixtureBuilder()
                .observer("ann", 1)
                .primary("bob", 2)
                .revision(7)
                .build());
        timer.advanceMillis(60);
        open(ann);
        assertFalse(heard(ann, "sessionsUpdated").get(0).contains("\"revision\":7"), "committed, and not told yet");
    }

    @Test
    void eventBeforeOpenChannelIsSentOnOpen() {
        publisher.send(eve, NO_APPROVER);
        timer.advanceMillis(5);
        open(eve);
        assertEquals(1, heard(eve, "noApprover").size());
        assertEquals(1, heard(eve, "sessionsUpdated").size());
        assertEquals(4, recorded.texts(eve, "rpc").size());
    }

    @Test
    void unsentEventIsNotHandedOver() {
        open(bob);
        assertTrue(publisher.isHandedOver(bob));
        publisher.send(bob, NO_APPROVER);
        assertFalse(publisher.isHandedOver(bob), "not even tried");
        timer.advanceMillis(0);
        assertTrue(publisher.isHandedOver(bob));
        recorded.clog(bob);
        publisher.send(bob, NO_APPROVER);
        timer.advanceMillis(0);
        assertFalse(publisher.isHandedOver(bob), "waits for its buffer");
        recorded.unclog(bob);
        timer.advanceMillis(20);
        assertTrue(publisher.isHandedOver(bob));
        recorded.clog(bob);
        publisher.send(bob, NO_APPROVER);
        timer.advanceMillis(0);
        publisher.gone(bob);
        timer.advanceMillis(0);
        assertTrue(publisher.isHandedOver(bob), "and never will be");
        publisher.send(eve, NO_APPROVER);
        timer.advanceMillis(0);
        assertTrue(publisher.isHandedOver(eve), "a channel that may never open delays nothing");
    }

    @Test
    void eventForUnknownPeerIsDropped() {
        publisher.send(new PeerId(99), NO_APPROVER);
        timer.advanceMillis(5_000);
        assertEquals(0, timer.size());
    }

    @Test
    void eventsOfSlowClientComeInOrderBeforeList() {
        open(bob);
        timer.advanceMillis(1_000);
        recorded.clearSent();
        recorded.clog(bob);
        change(6, new Effect.ModeChanged(new SessionId("bob"), Mode.QUEUED, Cause.REQUESTED));
        change(7, new Effect.ModeChanged(new SessionId("bob"), Mode.PRIMARY, Cause.PROMOTED));
        timer.advanceMillis(500);
        recorded.unclog(bob);
        timer.advanceMillis(500);
        List<String> texts = recorded.texts(bob, "rpc");
        assertEquals(3, texts.size());
        assertTrue(texts.get(0).contains("queued") && texts.get(1).contains("promoted"), texts.toString());
        assertTrue(texts.get(2).contains("\"revision\":7"), texts.toString());
    }

    @Test
    void stuckClientIsClosedAfterSendTimeout() {
        open(ann);
        open(bob);
        timer.advanceMillis(1_000);
        recorded.clog(bob);
        change(6);
        timer.advanceMillis(3_600);
        assertTrue(recorded.ended(bob).isEmpty());
        timer.advanceMillis(800);
        assertEquals(CloseReason.SLOW_CLIENT, recorded.ended(bob).orElseThrow());
        assertTrue(recorded.ended(ann).isEmpty());
        publisher.gone(bob);
        timer.advanceMillis(1_000);
        assertEquals(0, timer.size());
    }

    @Test
    void clientWithTooManyWaitingEventsIsClosed() {
        open(bob);
        recorded.clog(bob);
        for (int i = 0; i <= ClientQueue.MAX_EVENTS; i++) {
            assertTrue(recorded.ended(bob).isEmpty());
            publisher.send(bob, Event.usbState(UsbState.CONFIGURED));
            timer.advanceMillis(0);
        }
        assertEquals(CloseReason.SLOW_CLIENT, recorded.ended(bob).orElseThrow());
    }

    @Test
    void clientWithUnopenedChannelIsNotClosed() {
        for (int i = 0; i < 1_000; i++) {
            publisher.send(bob, new Event("usbState", "state " + i));
            timer.advanceMillis(0);
        }
        assertTrue(recorded.ended(bob).isEmpty());
        open(bob);
        assertTrue(recorded.texts(bob, "rpc").get(0).contains("state " + (1_000 - ClientQueue.MAX_EVENTS)));
    }

    @Test
    void missingPeerServiceClosesNoClient() {
        open(bob);
        timer.advanceMillis(1_000);
        recorded.clearSent();
        peersAway = true;
        change(6);
        timer.advanceMillis(60_000);
        peersAway = false;
        timer.advanceMillis(100);
        assertTrue(recorded.ended(bob).isEmpty());
        assertEquals(1, heard(bob, "sessionsUpdated").size());
    }

    @Test
    void clientReceivesAtMostOneListPerFiftyMilliseconds() {
        open(ann);
        timer.advanceMillis(1_000);
        open(bob);
        timer.advanceMillis(10);
        change(6);
        assertEquals(2, heard(ann, "sessionsUpdated").size());
        assertEquals(1, heard(bob, "sessionsUpdated").size());
        timer.advanceMillis(39);
        assertEquals(1, heard(bob, "sessionsUpdated").size());
        timer.advanceMillis(1);
        assertEquals(2, heard(bob, "sessionsUpdated").size());
    }

    @Test
    void unchangedRevisionSendsNoList() {
        open(ann);
        recorded.clearSent();
        change(5);
        timer.advanceMillis(500);
        assertEquals(List.of(), heard(ann, "sessionsUpdated"));
    }

    @Test
    void inputStateIsSentToAdmittedSessions() {
        open(bob);
        publisher.signal(VideoSignal.absent(VideoSignal.State.NO_SIGNAL));
        publisher.usbState(UsbState.SUSPENDED);
        timer.advanceMillis(0);
        assertTrue(heard(bob, "videoInputState").get(0).contains("\"error\":\"no_signal\""));
        assertTrue(heard(bob, "usbState").get(1).endsWith("\"params\":\"suspended\"}"));
    }

    private void reply(PeerId peer, String text) {
        publisher.reply(peer, () -> text);
    }

    @Test
    void replyKeepsItsPlaceAmongEvents() {
        open(bob);
        timer.advanceMillis(1_000);
        recorded.clearSent();
        recorded.clog(bob);
        publisher.send(bob, NO_APPROVER);
        reply(bob, "{first}");
        timer.advanceMillis(0);
        publisher.send(bob, Event.usbState(UsbState.SUSPENDED));
        reply(bob, "{second}");
        timer.advanceMillis(0);
        recorded.unclog(bob);
        timer.advanceMillis(500);
        List<String> texts = recorded.texts(bob, "rpc");
        assertEquals(4, texts.size(), texts::toString);
        assertTrue(texts.get(0).contains("noApprover"), texts::toString);
        assertEquals("{first}", texts.get(1));
        assertTrue(texts.get(2).contains("suspended"), texts::toString);
        assertEquals("{second}", texts.get(3));
    }

    @Test
    void replyThatWaitedLongerThanItsTimeoutIsDroppedAndCounted() {
        open(bob);
        timer.advanceMillis(1_000);
        recorded.clearSent();
        recorded.clog(bob);
        reply(bob, "{late}");
        timer.advanceMillis(1_000);
        publisher.send(bob, NO_APPROVER);
        reply(bob, "{later}");
        timer.advanceMillis(2_300);
        assertEquals(1, publisher.lostReplies());
        recorded.unclog(bob);
        timer.advanceMillis(500);
        List<String> texts = recorded.texts(bob, "rpc");
        assertEquals(2, texts.size(), texts::toString);
        assertTrue(texts.get(0).contains("noApprover"), texts::toString);
        assertEquals("{later}", texts.get(1));
        assertTrue(recorded.ended(bob).isEmpty());
    }

    @Test
    void droppedReplyDoesNotCountAgainstALaterOne() {
        open(bob);
        timer.advanceMillis(1_000);
        recorded.clog(bob);
        reply(bob, "{late}");
        timer.advanceMillis(60_000);
        assertEquals(1, publisher.lostReplies());
        assertEquals(0, timer.size());
        reply(bob, "{much later}");
        timer.advanceMillis(0);
        assertTrue(recorded.ended(bob).isEmpty());
    }

    @Test
    void replyBeforeOpenChannelIsSentOnOpen() {
        reply(bob, "{early}");
        timer.advanceMillis(5);
        assertEquals(List.of(), recorded.texts(bob, "rpc"));
        open(bob);
        assertEquals("{early}", recorded.texts(bob, "rpc").getFirst());
    }

    @Test
    void repliesBeyondBoundAreDroppedAndCounted() {
        open(bob);
        recorded.clog(bob);
        for (int i = 0; i < ClientSender.MAX_UNSENT; i++) {
            reply(bob, "{}");
            timer.advanceMillis(0);
        }
        assertEquals(0, publisher.lostReplies());
        reply(bob, "{}");
        timer.advanceMillis(0);
        assertEquals(1, publisher.lostReplies());
        reply(new PeerId(99), "{}");
        timer.advanceMillis(0);
        assertEquals(2, publisher.lostReplies(), "no such peer");
        assertTrue(recorded.ended(bob).isEmpty());
    }

    @Test
    void aMessageThatItsClientDoesNotTakeKeepsNoneBack() {
        open(bob);
        recorded.setMaxMessageBytes(65_536);
        reply(bob, "é".repeat(32_769));
        reply(bob, "{next}");
        timer.advanceMillis(0);
        assertEquals("{next}", recorded.texts(bob, "rpc").getLast());
        assertEquals(1, publisher.lostReplies());
        assertTrue(recorded.ended(bob).isEmpty());
    }

    @Test
    void largeRepliesBeyondBoundAreDroppedWhileEventsWait() {
        open(bob);
        recorded.clog(bob);
        String large = "x".repeat(ClientQueue.MAX_REPLY_CHARS / 2);
        reply(bob, large);
        reply(bob, large);
        reply(bob, "{}");
        publisher.send(bob, NO_APPROVER);
        timer.advanceMillis(0);
        assertEquals(1, publisher.lostReplies());
        assertTrue(recorded.ended(bob).isEmpty());
    }

    @Test
    void messagesForSenderThreadAreBounded() {
        open(ann);
        open(bob);
        recorded.clearSent();
        for (int i = 0; i < ClientSender.MAX_UNSENT; i++) {
            reply(bob, "{}");
        }
        reply(bob, "{lost}");
        assertEquals(1, publisher.lostReplies());
        for (int i = 0; i < ClientQueue.MAX_EVENTS; i++) {
            publisher.send(bob, Event.usbState(UsbState.SUSPENDED));
        }
        publisher.send(bob, NO_APPROVER);
        publisher.send(ann, NO_APPROVER);
        timer.advanceMillis(0);
        assertEquals(1, heard(ann, "noApprover").size());
        assertEquals(ClientQueue.MAX_EVENTS, heard(bob, "usbState").size());
        assertEquals(List.of(), heard(bob, "noApprover"));
        assertEquals(CloseReason.SLOW_CLIENT, recorded.ended(bob).orElseThrow(), "it would miss an event");
    }
}
