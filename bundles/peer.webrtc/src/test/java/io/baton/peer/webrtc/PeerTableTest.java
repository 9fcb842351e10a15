// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.peer.webrtc.dtls.DtlsIdentity;
import io.baton.peer.webrtc.dtls.DtlsLink;
import io.baton.peer.webrtc.ice.IceAgent;
import io.baton.peer.webrtc.ice.IceCredentials;
import io.baton.peer.webrtc.ice.IcePath;
import io.baton.peer.webrtc.ice.IceTimings;
import io.baton.peer.webrtc.net.UdpSocket;
import io.baton.peer.webrtc.net.UdpSockets;
import io.baton.peer.webrtc.sctp.EndReason;
import io.baton.peer.webrtc.sdp.NegotiatedSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PeerTableTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DtlsIdentity IDENTITY = DtlsIdentity.create(Instant.EPOCH, RANDOM);
    private static final Channels.Owner IGNORED = new Channels.Owner() {
        @Override
        public void transmit(byte[] data, int offset, int length) {}

        @Override
        public void pending() {}

        @Override
        public void opened(String label) {}

        @Override
        public void closed(String label) {}

        @Override
        public void ended(EndReason reason) {}
    };

    private final UdpSocket socket;
    private final PeerTable table = new PeerTable();

    PeerTableTest() throws IOException {
        socket = UdpSockets.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1 << 16, UdpSockets.Means.CHANNEL);
    }

    @AfterEach
    void close() {
        socket.close();
    }

    private Peer peer(long number, PeerSocket path) {
        IceCredentials credentials = IceCredentials.fresh(RANDOM);
        var id = new PeerId(number);
        var agent = new IceAgent(
                (int) number,
                credentials,
                credentials,
                List.of(socket.localAddress()),
                () -> IceTimings.DEFAULT,
                () -> 0,
                RANDOM,
                path::send);
        var dtls = new DtlsLink(IDENTITY, true, List.of(), false, Duration.ofSeconds(1), RANDOM, path::send);
        var negotiated = new NegotiatedSession(
                0, "0", List.of(), "them", "their password", List.of(), true, null, null, true, List.of());
        var channels = new Channels(id, null, RANDOM, IGNORED, new Handlers());
        Peer peer = new Peer(id, negotiated, credentials.ufrag(), agent, path, dtls, channels, null, 0);
        table.add(peer);
        return peer;
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void newAddressTakesThePlaceOfTheOldestThatIsNotInUse() {
        var path = new PeerSocket(socket);
        Peer peer = peer(1, path);
        assertTrue(table.claim(address(1), peer, true));
        path.select(new IcePath(0, address(1)));
        for (int port = 2; port <= 100; port++) {
            assertTrue(table.claim(address(port), peer, false), "port " + port);
            assertSame(peer, table.byAddress(address(port)));
        }
        assertSame(peer, table.byAddress(address(1)), "the path in use stays");
        long known = IntStream.rangeClosed(1, 100)
                .filter(port -> table.byAddress(address(port)) != null)
                .count();
        assertTrue(known <= 16, known + " addresses");
        peer.close(0);
        table.remove(peer);
        assertFalse(IntStream.rangeClosed(1, 100).anyMatch(port -> table.byAddress(address(port)) != null));
    }
}
