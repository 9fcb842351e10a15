// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.PortLease;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.session.SessionCoordinator;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.EncodedVideo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which ports the event {@code usbState} is about, where there are several. */
class UsbStateTest implements EventPublisher.Services {

    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final RecordingPeerService recorded = new RecordingPeerService();
    private final PeerId ann = recorded.add();
    private final FakeCoordinator coordinator =
            new FakeCoordinator(new RosterFixtureBuilder().primary("ann", 1).build());
    private final JsonRpcEvents events =
            new JsonRpcEvents(new EventPublisher(this, timer, clock::nanoTime), timer, Standby.NONE);
    private @Nullable ReportPorts selected;

    private static final class Cable implements ReportPorts {
        private UsbState state;

        private Cable(UsbState state) {
            this.state = state;
        }

        @Override
        public PortLease lease(Start start) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UsbState state() {
            return state;
        }

        @Override
        public int leds() {
            return 0;
        }
    }

    @Test
    void stateIsThatOfThePortsThatInputGoesTo() {
        Cable virtual = new Cable(UsbState.CONFIGURED);
        Cable gadget = new Cable(UsbState.NOT_ATTACHED);
        select(virtual);
        recorded.open(ann, "rpc");
        events.channelOpened(ann, "rpc");
        assertEquals(List.of("configured"), told());

        select(gadget);
        events.unbindPorts(virtual);
        assertEquals(List.of("configured", "not attached"), told(), "other ports, without an event of theirs");

        virtual.state = UsbState.ATTACHED;
        events.usbState(UsbState.ATTACHED);
        assertEquals(List.of("configured", "not attached"), told(), "an event of other ports");

        gadget.state = UsbState.SUSPENDED;
        events.usbState(UsbState.SUSPENDED);
        assertEquals(List.of("configured", "not attached", "suspended"), told());

        select(virtual);
        events.unbindPorts(gadget);
        events.unbindPorts(virtual);
        assertEquals(List.of("configured", "not attached", "suspended", "attached", "not attached"), told());
    }

    private void select(ReportPorts ports) {
        selected = ports;
        events.bindPorts(ports);
    }

    private List<String> told() {
        timer.advanceMillis(0);
        return recorded.texts(ann, "rpc").stream()
                .filter(text -> text.contains("\"usbState\""))
                .map(text -> text.replaceAll(".*\"params\":\"([^\"]*)\"}", "$1"))
                .toList();
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
        return selected;
    }

    @Override
    public @Nullable UpgradeStatus upgrade() {
        return null;
    }
}
