// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.rpc.StreamDisclosure;
import io.baton.session.SessionCoordinator;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.EncodedVideo;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every session is told where the picture goes beside the sessions. */
class DisclosureTest implements EventPublisher.Services {

    static final StreamDisclosure RECORDING =
            new StreamDisclosure(StreamDisclosure.Kind.RECORDING, Instant.parse("2026-11-30T07:00:00Z"), "ann", "");
    static final StreamDisclosure RELAY = new StreamDisclosure(
            StreamDisclosure.Kind.RELAY, Instant.parse("2026-11-30T07:00:00Z"), "ann", "media.example");

    private static final String ON = "{\"recording\":true,\"since\":\"2026-11-30T07:00:00Z\",\"byNickname\":\"ann\"}";
    private static final String OFF = "{\"recording\":false}";

    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final RecordingPeerService recorded = new RecordingPeerService();
    private final PeerId ann = recorded.add();
    private final PeerId bob = recorded.add();
    private final PeerId eve = recorded.add();
    private final List<StreamDisclosure> disclosures = new CopyOnWriteArrayList<>();
    private final AtomicReference<Runnable> afterNextRead = new AtomicReference<>(() -> {});
    private final FakeCoordinator coordinator = new FakeCoordinator(new RosterFixtureBuilder()
            .primary("ann", 1)
            .viewer("bob", 2)
            .pending("eve", 3)
            .build());
    private final JsonRpcEvents events =
            new JsonRpcEvents(new EventPublisher(this, timer, clock::nanoTime), timer, Standby.NONE, disclosures);

    private void open(PeerId peer) {
        recorded.open(peer, "rpc");
        events.channelOpened(peer, "rpc");
        timer.advanceMillis(0);
    }

    private List<String> told(PeerId peer, String event) {
        timer.advanceMillis(0);
        return recorded.texts(peer, "rpc").stream()
                .filter(text -> text.contains("\"" + event + "\""))
                .map(text -> text.replaceAll(".*\"params\":(\\{[^}]*\\})\\}", "$1"))
                .toList();
    }

    @Test
    void everySessionIsToldOfBeginningAndEndPendingOnesToo() {
        open(ann);
        open(bob);
        open(eve);
        events.bindDisclosure(RECORDING);
        assertTrue(events.discloses(RECORDING));
        events.unbindDisclosure(RECORDING);
        assertFalse(events.discloses(RECORDING));
        for (PeerId peer : List.of(ann, bob, eve)) {
            assertEquals(List.of(OFF, ON, OFF), told(peer, "recordingState"));
            assertEquals(List.of("{\"relaying\":false}"), told(peer, "relayState"));
        }
    }

    @Test
    void lastThatIsToldIsTrueAlsoWhenBeginningAndEndAreToldByTwoThreads() {
        open(ann);
        afterNextRead.set(() -> events.unbindDisclosure(RECORDING));
        events.bindDisclosure(RECORDING);
        assertEquals(OFF, told(ann, "recordingState").getLast());
    }

    @Test
    void sessionThatConnectsMeanwhileIsTold() {
        events.bindDisclosure(RECORDING);
        events.bindDisclosure(RELAY);
        open(bob);
        assertEquals(List.of(ON), told(bob, "recordingState"));
        assertTrue(told(bob, "relayState").getFirst().contains("\"destination\":\"media.example\""));
    }

    @Test
    void providerThatIsReplacedDisclosesNothingAndItsSuccessorTellsAgain() {
        events.bindDisclosure(RECORDING);
        open(ann);
        events.freeze(1);
        assertFalse(events.discloses(RECORDING));
        events.unbindDisclosure(RECORDING);
        events.resume();
        assertEquals(List.of(ON, OFF), told(ann, "recordingState"));
    }

    @Override
    public List<StreamDisclosure> disclosures() {
        List<StreamDisclosure> read = List.copyOf(disclosures);
        afterNextRead.getAndSet(() -> {}).run();
        return read;
    }

    @Override
    public @Nullable SessionCoordinator coordinator() {
        return coordinator;
    }

    @Override
    public @Nullable PeerService peers() {
        return recorded;
    }

    @Override
    public @Nullable EncodedVideo video() {
        return null;
    }

    @Override
    public @Nullable ReportPorts ports() {
        return null;
    }

    @Override
    public @Nullable UpgradeStatus upgrade() {
        return null;
    }
}
