// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static io.baton.testkit.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.baton.peer.ChannelHandler;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerStats;
import io.baton.peer.webrtc.ice.ForgedStun;
import io.baton.testkit.Patience;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that is not authentic changes an established link, even from the address of its own client. */
@Timeout(60)
final class EstablishedLinkTest {

    private static final int DTLS_1_2 = 0xFEFD;

    private final WebRtcPeers peers;
    private final TestViewer viewer;
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private @Nullable PeerId peer;
    private String answer = "";
    private int channel;

    EstablishedLinkTest(@TempDir Path directory) throws IOException {
        peers = WebRtcPeersTest.start(directory, 5);
        viewer = new TestViewer();
    }

    @BeforeEach
    void connect() throws InterruptedException {
        peers.addListener(new PeerListener() {
            @Override
            public void closed(PeerId peer, CloseReason reason) {
                ends.add("closed " + reason);
            }
        });
        peers.addHandler(
                message -> peers.sendText(
                        message.peer(), message.label(), "re " + new String(message.data(), StandardCharsets.UTF_8)),
                Map.of(ChannelHandler.LABELS, "rpc"));
        PeerAnswer answered =
                peers.answer(viewer.offer(), null).toCompletableFuture().join();
        answer = answered.sdp();
        peer = answered.peer();
        viewer.connect(answer, peers.port());
        for (int i = 0; i < 2; i++) {
            viewer.events.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
        }
        channel = viewer.open("rpc");
        echo("before");
    }

    @AfterEach
    void close() {
        viewer.close();
        peers.close();
    }

    private void echo(String text) throws InterruptedException {
        viewer.say(channel, text);
        assertEquals("re " + text, viewer.messages.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
    }

    private PeerStats stats() {
        PeerId id = peer;
        return peers.stats(id == null ? new PeerId(0) : id).orElseThrow();
    }

    /** Kinds of forged input by name. */
    static Stream<String> kinds() {
        return Stream.of("stun", "dtls", "rtcp", "sctp");
    }

    private List<byte[]> forged(String kind) {
        return switch (kind) {
            case "stun" -> stun();
            case "dtls" -> dtls();
            case "rtcp" -> rtcp();
            case "sctp" -> sctp();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private List<byte[]> stun() {
        PeerId id = peer;
        return ForgedStun.all(ufrag(answer) + ":" + ufrag(viewer.offer()), id == null ? 0 : (int) id.number());
    }

    private static String ufrag(String sdp) {
        Matcher found = Pattern.compile("a=ice-ufrag:(\\S+)").matcher(sdp);
        return found.find() ? found.group(1) : "";
    }

    /** Plain handshake messages, alerts and ChangeCipherSpec; encrypted records of another key. */
    private static List<byte[]> dtls() {
        var all = new ArrayList<byte[]>();
        for (int epoch = 0; epoch < 3; epoch++) {
            for (int type = 20; type < 25; type++) {
                for (byte first : new byte[] {0, 1, 2, 4, 11, 14, 20}) {
                    byte[] content = new byte[type == 20 ? 1 : type == 21 ? 2 : 12 + 30];
                    content[0] = first;
                    all.add(ByteBuffer.allocate(13 + content.length)
                            .put((byte) type)
                            .putShort((short) DTLS_1_2)
                            .putShort((short) epoch)
                            .putShort((short) 0)
                            .putInt(1_000 + all.size())
                            .putShort((short) content.length)
                            .put(content)
                            .array());
                }
            }
        }
        return all;
    }

    /** Reports, requests for key frames and repetitions, estimates and goodbyes, plain and as if encrypted. */
    private static List<byte[]> rtcp() {
        var all = new ArrayList<byte[]>();
        for (int type = 192; type <= 223; type++) {
            for (int index : new int[] {0, 1 << 31, 1 << 31 | 7}) {
                ByteBuffer packet = ByteBuffer.allocate(52);
                packet.put((byte) 0x81).put((byte) type).putShort((short) 7).putInt(1);
                packet.putInt(34, index).putInt(48, index);
                all.add(packet.array());
            }
        }
        return all;
    }

    /** SCTP that did not come through DTLS. */
    private static List<byte[]> sctp() {
        var all = new ArrayList<byte[]>();
        for (byte type : new byte[] {1, 6, 7, 14}) {
            byte[] packet = new byte[32];
            ByteBuffer.wrap(packet)
                    .putShort((short) 5000)
                    .putShort((short) 5000)
                    .putInt(0);
            packet[12] = type;
            packet[15] = 20;
            all.add(packet);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void forgedInputFromTheClientsOwnAddressChangesNothing(String kind) throws Exception {
        await().until(() -> stats().bytesUnacknowledged() == 0);
        PeerStats before = stats();
        var device = new InetSocketAddress(InetAddress.getLoopbackAddress(), peers.port());
        for (byte[] datagram : forged(kind)) {
            viewer.socket.send(new DatagramPacket(datagram, datagram.length, device));
        }
        echo("after");
        await().until(() -> stats().bytesUnacknowledged() == 0);
        PeerStats after = stats();
        assertEquals(before.messagesIn() + 1, after.messagesIn());
        assertEquals(before.keyFrameRequests(), after.keyFrameRequests());
        assertEquals(before.receiverReports(), after.receiverReports());
        assertEquals(before.remoteBitrate(), after.remoteBitrate());
        assertEquals(before.retransmissions(), after.retransmissions());
        assertEquals(List.of(peer), peers.peers());
        assertNull(ends.poll());
        echo("still");
    }
}
