// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.baton.hid.KeysDown;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.RpcEvents;
import io.baton.session.SessionCoordinator;
import io.baton.shared.handover.Standby;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RpcEventsContract;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.EncodedVideo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

class JsonRpcEventsContractTest extends RpcEventsContract implements EventPublisher.Services {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LEDS =
            List.of("num_lock", "caps_lock", "scroll_lock", "compose", "kana", "", "shift");

    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final RecordingPeerService peers = new RecordingPeerService();
    private final JsonRpcEvents events =
            new JsonRpcEvents(new EventPublisher(this, timer, clock::nanoTime), timer, Standby.NONE);

    @Override
    protected RpcEvents events() {
        return events;
    }

    @Override
    protected PeerId addPeer() {
        return peers.add();
    }

    @Override
    protected void open(PeerId peer) {
        peers.open(peer, "rpc");
        events.channelOpened(peer, "rpc");
    }

    @Override
    protected void setFull(PeerId peer, boolean full) {
        if (full) {
            peers.clog(peer);
        } else {
            peers.unclog(peer);
        }
    }

    @Override
    protected void end(PeerId peer) {
        peers.end(peer, CloseReason.REMOTE);
        events.closed(peer, CloseReason.REMOTE);
    }

    /** Longer than the longest wait before a retry, shorter than the time a channel send has. */
    @Override
    protected void runSender() {
        timer.advanceMillis(500);
    }

    @Override
    protected List<InputStateEvent> received(PeerId peer) {
        return peers.texts(peer, "rpc").stream()
                .flatMap(JsonRpcEventsContractTest::parse)
                .toList();
    }

    private static Stream<InputStateEvent> parse(String text) {
        try {
            JsonNode event = JSON.readTree(text);
            JsonNode params = event.path("params");
            return switch (event.path("method").asText()) {
                case "keyboardLedState" -> Stream.of(new InputStateEvent.Leds(bits(params)));
                case "keysDownState" -> Stream.of(new InputStateEvent.Keys(keys(params)));
                case "keyboardMacroState" ->
                    Stream.of(new InputStateEvent.Macro(params.path("State").asBoolean()));
                default -> Stream.empty();
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int bits(JsonNode params) {
        int bits = 0;
        for (int bit = 0; bit < LEDS.size(); bit++) {
            bits |= params.path(LEDS.get(bit)).asBoolean() ? 1 << bit : 0;
        }
        return bits;
    }

    private static KeysDown keys(JsonNode params) {
        long keys = 0;
        for (int slot = 0; slot < 6; slot++) {
            keys |= params.path("keys").path(slot).asLong() << (8 * slot);
        }
        return new KeysDown(params.path("modifier").asInt(), keys);
    }

    @Override
    public @Nullable SessionCoordinator coordinator() {
        return null;
    }

    @Override
    public @Nullable PeerService peers() {
        return peers;
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
