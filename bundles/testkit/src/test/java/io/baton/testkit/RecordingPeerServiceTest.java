// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.peer.ChannelHandler;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerService;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class RecordingPeerServiceTest extends PeerServiceContract {

    private final RecordingPeerService peers = new RecordingPeerService();

    @Override
    protected PeerService service() {
        return peers;
    }

    @Override
    protected void addListener(PeerListener listener) {
        peers.listen(listener);
    }

    @Override
    protected void addHandler(ChannelHandler handler, Map<String, ?> properties) {
        peers.addHandler(handler, properties);
    }

    @Override
    protected void removeHandler(ChannelHandler handler) {
        peers.removeHandler(handler);
    }

    @Override
    protected String offer() {
        return "v=0\r\n";
    }

    @Override
    protected Client connect() {
        PeerId peer = peers.add();
        peers.link(peer);
        return new Client() {
            private int received;

            @Override
            public PeerId peer() {
                return peer;
            }

            @Override
            public void open(String label) {
                peers.open(peer, label);
            }

            @Override
            public void send(String label, String text) {
                peers.receive(peer, label, text);
            }

            @Override
            public @Nullable String receive() {
                return received < peers.sent().size()
                        ? peers.sent().get(received++).text()
                        : null;
            }

            @Override
            public void close(String label) {
                peers.closeChannel(peer, label);
            }

            @Override
            public void leave() {
                peers.end(peer, CloseReason.REMOTE);
            }
        };
    }

    @Override
    protected void awaitMessages(PeerId peer, long count) {
        assertEquals(count, peers.stats(peer).orElseThrow().messagesIn());
    }
}
