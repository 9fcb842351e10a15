// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static io.baton.testkit.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.CloseReason;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerRefusedException.Reason;
import io.baton.peer.webrtc.dtls.DtlsIdentity;
import io.baton.peer.webrtc.ice.IceTimings;
import io.baton.testkit.LiveThreads;
import io.baton.testkit.Patience;
import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole service over loopback UDP, with clients made of its own layers; beyond {@link WebRtcPeersContractTest}. */
@Timeout(60)
final class WebRtcPeersTest {

    private static final Map<String, ?> RPC = Map.of(ChannelHandler.LABELS, "rpc");

    private final Path directory;
    private WebRtcPeers peers;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final List<TestViewer> viewers = new ArrayList<>();
    private final PeerListener listener = new PeerListener() {
        @Override
        public void linked(PeerId peer) {
            told.add("linked " + peer);
        }

        @Override
        public void channelOpened(PeerId peer, String label) {
            told.add("opened " + peer + " " + label);
        }

        @Override
        public void closed(PeerId peer, CloseReason reason) {
            told.add("closed " + peer + " " + reason);
        }
    };

    /** A service that a viewer may be slow to connect to, and to answer. */
    static WebRtcPeers start(Path directory, int maxPeers) throws IOException {
        Settings usual = Settings.defaults(directory);
        return new WebRtcPeers(new Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                true,
                maxPeers,
                12,
                Patience.LONGEST,
                new IceTimings(usual.ice().pace(), usual.ice().consentInterval(), Patience.LONGEST),
                usual.minBitrateBitsPerSecond(),
                usual.maxBitrateBitsPerSecond(),
                directory,
                usual.means()));
    }

    WebRtcPeersTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        peers = start(directory, 20);
        peers.addListener(listener);
    }

    @AfterEach
    void stop() {
        viewers.forEach(TestViewer::close);
        peers.close();
    }

    private TestViewer viewer() throws IOException {
        var viewer = new TestViewer();
        viewers.add(viewer);
        return viewer;
    }

    private PeerAnswer answer(String offer) {
        return peers.answer(offer, null).toCompletableFuture().join();
    }

    private PeerId join(TestViewer viewer) throws InterruptedException {
        PeerAnswer answer = answer(viewer.offer());
        viewer.connect(answer.sdp(), peers.port());
        assertEquals("linked " + answer.peer(), hear());
        // told by two threads of the viewer, in either order
        Set<@Nullable String> told = new HashSet<>();
        told.add(viewer.events.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        told.add(viewer.events.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        assertEquals(Set.of("linked", "established"), told);
        return answer.peer();
    }

    private @Nullable String hear() throws InterruptedException {
        return told.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    private Reason refusal(String offer) {
        var failed = assertThrows(CompletionException.class, () -> answer(offer));
        return assertInstanceOf(PeerRefusedException.class, failed.getCause()).reason();
    }

    private boolean echo(ChannelMessage message) {
        return peers.sendText(
                message.peer(), message.label(), "re " + new String(message.data(), StandardCharsets.UTF_8));
    }

    @Test
    void answerCarriesItsCandidatesInTheSdpAndAsAList() throws IOException {
        PeerAnswer answer = answer(viewer().offer());
        assertEquals(1, answer.candidates().size());
        IceCandidate candidate = answer.candidates().getFirst();
        assertTrue(answer.sdp().contains("a=" + candidate.candidate() + "\r\n"));
        assertTrue(candidate.candidate().contains(" 127.0.0.1 " + peers.port() + " typ host"));
        assertEquals("0", candidate.sdpMid());
    }

    @Test
    void videoIsSentOnlyToPeersWithVideoOn() throws Exception {
        var encoder = new StubEncoder();
        peers.setEncoder(encoder);
        TestViewer watching = viewer();
        TestViewer dark = viewer();
        PeerId peer = join(watching);
        PeerId other = join(dark);
        assertNotNull(peer);
        peers.setVideo(peer, true);
        await().until(() -> encoder.sink.get() != null);
        encoder.frame(true);
        await().until(() -> watching.rtpPackets.get() > 0);
        long next = peers.stats(peer).orElseThrow().nextSequence();
        encoder.frame(false);
        assertEquals(next + 3, peers.stats(peer).orElseThrow().nextSequence(), "a frame of 3000 bytes is 3 packets");
        assertEquals(0, peers.stats(other).orElseThrow().packetsSent());

        peers.setVideo(peer, false);
        await().until(() -> encoder.sink.get() == null);
        peers.setVideo(peer, true);
        await().until(() -> encoder.sink.get() != null);
        var successor = new StubEncoder();
        peers.setEncoder(successor);
        peers.removeEncoder(encoder);
        await().until(() -> successor.sink.get() != null && encoder.sink.get() == null);
        next = peers.stats(peer).orElseThrow().nextSequence();
        successor.frame(true);
        assertEquals(next + 3, peers.stats(peer).orElseThrow().nextSequence(), "numbers continue across encoders");
        assertTrue(peers.videoLatency().frames() >= 3, "each frame that was sent is measured");
        assertEquals(Optional.empty(), peers.frameAge(other, 0), "a peer without video");
        assertTrue(successor.keyFrameRequests.get() + encoder.keyFrameRequests.get() > 0);
    }

    @Test
    void closeNotifyEndsAPeerInBothDirections() throws Exception {
        TestViewer leaving = viewer();
        TestViewer staying = viewer();
        PeerId first = join(leaving);
        PeerId second = join(staying);
        leaving.goodbye();
        assertEquals("closed " + first + " REMOTE", hear());
        peers.close(second, CloseReason.SESSION_ENDED);
        assertEquals("closed " + second + " SESSION_ENDED", hear());
        assertEquals("ended", staying.events.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        assertEquals(List.of(), peers.peers());
        peers.close(second, CloseReason.SESSION_ENDED);
        assertTrue(told.isEmpty(), "closed once");
    }

    @Test
    void certificateWithAnotherFingerprintFailsTheSetup() throws Exception {
        TestViewer viewer = viewer();
        PeerAnswer answer = answer(viewer.offer(DtlsIdentity.create(Instant.EPOCH, new SecureRandom())));
        viewer.connect(answer.sdp(), peers.port());
        assertEquals("closed " + answer.peer() + " SETUP_FAILED", hear());
    }

    @Test
    void unusableOffersAreRefusedWithTheirReason() throws Exception {
        assertEquals(Reason.BAD_OFFER, refusal("hello"));
        assertEquals(Reason.BAD_OFFER, refusal("v=0\n" + "a=x\n".repeat(40_000)));
        assertEquals(Reason.UNSUPPORTED_OFFER, refusal("v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 0\n"));
        peers.close();
        assertEquals(Reason.CLOSING, refusal(viewer().offer()));
        peers = start(directory, 1);
        answer(viewer().offer());
        assertEquals(Reason.TOO_MANY_PEERS, refusal(viewer().offer()));
    }

    @Test
    void datagramsOfUnknownSourcesChangeNothing() throws Exception {
        peers.addHandler(this::echo, RPC);
        TestViewer viewer = viewer();
        PeerId peer = join(viewer);
        int channel = viewer.open("rpc");
        var random = new Random(99);
        try (var socket = new DatagramSocket()) {
            for (int i = 0; i < 3_000; i++) {
                byte[] noise = new byte[random.nextInt(1_400)];
                random.nextBytes(noise);
                if (noise.length > 0 && i % 3 == 0) {
                    noise[0] = (byte) (20 + i % 4);
                }
                socket.send(new DatagramPacket(
                        noise, noise.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), peers.port())));
            }
        }
        viewer.say(channel, "still here");
        assertEquals("re still here", viewer.messages.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        assertEquals(List.of(peer), peers.peers());
        // noise from the peer's own address is dropped by DTLS and SRTP
        for (int i = 0; i < 1_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(1_400)];
            random.nextBytes(noise);
            viewer.socket.send(new DatagramPacket(
                    noise, noise.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), peers.port())));
        }
        viewer.say(channel, "and here");
        assertEquals("re and here", viewer.messages.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void addressOfALinkedPeerStaysWithItWhenAnotherSessionsCheckComesFromThere() throws Exception {
        peers.addHandler(this::echo, RPC);
        TestViewer viewer = viewer();
        join(viewer);
        int channel = viewer.open("rpc");
        viewer.say(channel, "before");
        assertEquals("re before", viewer.messages.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        TestViewer other = viewer();
        byte[] check = other.check(answer(other.offer()).sdp());
        viewer.socket.send(new DatagramPacket(
                check, check.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), peers.port())));
        viewer.say(channel, "after");
        assertEquals("re after", viewer.messages.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void peerWithoutConnectionIsClosedAfterTheSetupTimeout() throws Exception {
        peers.close();
        Settings usual = Settings.defaults(directory);
        peers = new WebRtcPeers(new Settings(
                usual.bind(),
                true,
                5,
                5,
                Duration.ofMillis(200),
                usual.ice(),
                usual.minBitrateBitsPerSecond(),
                usual.maxBitrateBitsPerSecond(),
                directory,
                usual.means()));
        peers.addListener(listener);
        PeerId peer = answer(viewer().offer()).peer();
        assertEquals("closed " + peer + " SETUP_FAILED", hear());
    }

    @Test
    void closeEndsPeersAndThreads() throws Exception {
        TestViewer viewer = viewer();
        PeerId peer = join(viewer);
        peers.close();
        assertEquals("closed " + peer + " SHUTDOWN", hear());
        assertEquals("ended", viewer.events.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        assertEquals(List.of(), threadsLeft());
        peers.close();
    }

    @Test
    void closeDuringTheWarmUpLeavesNoThread() throws Exception {
        for (int i = 0; i < 5; i++) {
            peers.close();
            assertEquals(List.of(), threadsLeft());
            peers = start(directory, 1);
        }
    }

    private static List<String> threadsLeft() {
        return LiveThreads.left("baton-peer-", "baton-dtls-");
    }

    @Test
    void errorThatEndsTheReceiveThreadIsFatal() throws Exception {
        var reasons = new LinkedBlockingQueue<String>();
        peers.fatal = reasons::add;
        peers.addHandler(
                message -> {
                    throw new OutOfMemoryError("thrown by the test");
                },
                RPC);
        TestViewer viewer = viewer();
        join(viewer);
        viewer.say(viewer.open("rpc"), "message");
        assertEquals(
                "thread baton-peer-rx died: java.lang.OutOfMemoryError",
                reasons.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
    }

    /** An encoder that produces frames on request of the test. */
    private static final class StubEncoder implements EncodedVideo {

        private static final VideoMode MODE = new VideoMode(640, 480, 30);

        final AtomicReference<@Nullable AccessUnitSink> sink = new AtomicReference<>();
        final AtomicInteger keyFrameRequests = new AtomicInteger();
        private long number;

        void frame(boolean key) {
            byte[] nal = new byte[3_000];
            nal[3] = 1;
            nal[4] = (byte) (key ? 0x65 : 0x41);
            for (int i = 5; i < nal.length; i++) {
                nal[i] = (byte) 0x80;
            }
            AccessUnitSink to = sink.get();
            assertNotNull(to);
            to.accessUnit(new AccessUnit(ByteBuffer.wrap(nal), key, MODE, number++, System.nanoTime()));
        }

        @Override
        public VideoSignal signal() {
            return VideoSignal.ready(MODE);
        }

        @Override
        public Subscription subscribe(AccessUnitSink to) {
            sink.set(to);
            return () -> sink.compareAndSet(to, null);
        }

        @Override
        public void requestKeyFrame() {
            keyFrameRequests.incrementAndGet();
        }

        @Override
        public void setTargetBitrate(int bitsPerSecond) {
            assertTrue(bitsPerSecond >= 1_000_000);
        }

        @Override
        public VideoStats stats() {
            return new VideoStats(0, 0, 0, 0, 0, 0, 0, 0);
        }
    }
}
