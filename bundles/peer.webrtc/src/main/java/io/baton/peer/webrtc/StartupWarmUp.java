// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.dtls.DtlsIdentity;
import io.baton.peer.webrtc.dtls.DtlsLink;
import io.baton.peer.webrtc.ice.IceAgent;
import io.baton.peer.webrtc.ice.IceCredentials;
import io.baton.peer.webrtc.ice.IcePath;
import io.baton.peer.webrtc.ice.IceTimings;
import io.baton.peer.webrtc.ice.RemoteCandidate;
import io.baton.peer.webrtc.ice.StunMessage;
import io.baton.peer.webrtc.net.UdpSocket;
import io.baton.peer.webrtc.net.UdpSockets;
import io.baton.peer.webrtc.rtp.PacketSink;
import io.baton.peer.webrtc.rtp.WarmUp;
import io.baton.peer.webrtc.sdp.HostCandidate;
import io.baton.peer.webrtc.sdp.LocalParameters;
import io.baton.peer.webrtc.sdp.NegotiatedSession;
import io.baton.peer.webrtc.sdp.RemoteFingerprint;
import io.baton.peer.webrtc.sdp.SdpAnswer;
import io.baton.peer.webrtc.sdp.SdpException;
import io.baton.peer.webrtc.sdp.SdpNegotiator;
import io.baton.peer.webrtc.sdp.SdpOffer;
import io.baton.peer.webrtc.srtp.SrtpProfile;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a few handshakes with itself in memory and sends encrypted packets to itself, so that classes are loaded and
 * compiled before the first peer connects. Without it the first connection takes a second and more, and frames are sent
 * by half-compiled code for minutes.
 *
 * <p>It keeps two processors busy for a second, so it begins when the device is ready: during the start it would
 * compete with the bundles that a page waits for.
 */
final class StartupWarmUp {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final int HANDSHAKES = 3;
    private static final int OFFERS = 20;
    /** Of a profile that few peers choose. */
    private static final int FEW_FRAMES = 500;

    /** The JIT compiles a method fully after some 5,000 calls; with one viewer that is minutes away. */
    private static final int FRAMES = 8_000;

    private static final int SOCKET_BYTES = 1 << 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final UdpSockets.Means means;
    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final SecureRandom random;
    private final DaemonThreads threads;
    private final Thread thread;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private volatile @Nullable Thread server;
    private volatile boolean stopped;

    StartupWarmUp(
            UdpSockets.Means means,
            InstantSource wall,
            LongSupplier nanoTime,
            SecureRandom random,
            DaemonThreads threads) {
        this.means = means;
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.random = random;
        this.threads = threads;
        thread = threads.unstarted("baton-peer-warm-up", this::run);
    }

    /**
     * Begins, at the first call.
     *
     * @return completed at the end, whether or not it succeeded
     */
    synchronized CompletionStage<@Nullable Void> start() {
        if (!stopped && thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        return done.minimalCompletionStage();
    }

    /** Gives up what is left to do and ends both threads. */
    void stop() {
        synchronized (this) {
            stopped = true;
        }
        end(thread);
        // after the other, which starts it
        Thread second = server;
        if (second != null) {
            end(second);
        }
        done.complete(null);
    }

    private static void end(Thread thread) {
        thread.interrupt();
        Threads.join(thread);
    }

    private void run() {
        long begun = nanoTime.getAsLong();
        try {
            negotiate();
            DtlsIdentity identity = DtlsIdentity.create(wall.instant(), random);
            for (int i = 0; i < HANDSHAKES && !stopped; i++) {
                handshake(identity);
            }
            send();
            LOG.info("warm-up done millis={}", (nanoTime.getAsLong() - begun) / 1_000_000);
        } catch (IOException | RuntimeException | LinkageError failed) {
            if (!stopped) {
                LOG.warn("warm-up failed, the first peer connects slower", failed);
            }
        } finally {
            done.complete(null);
        }
    }

    /** Answers an offer, checks a candidate and reads the check. */
    private void negotiate() {
        String offer = """
                v=0
                a=group:BUNDLE 0 1
                a=ice-ufrag:warmup
                a=ice-pwd:warmup-warmup-warmup-warmup
                a=fingerprint:sha-256 %s
                m=video 9 UDP/TLS/RTP/SAVPF 96 97
                a=mid:0
                a=rtcp-mux
                a=rtpmap:96 H264/90000
                a=fmtp:96 packetization-mode=1;profile-level-id=42e01f
                a=rtcp-fb:96 nack
                a=rtpmap:97 rtx/90000
                a=fmtp:97 apt=96
                a=extmap:1 urn:none
                m=application 9 UDP/DTLS/SCTP webrtc-datachannel
                a=mid:1
                a=sctp-port:5000
                """.formatted("00:".repeat(31) + "00");
        var bound = new InetSocketAddress(9);
        IceCredentials credentials = IceCredentials.fresh(random);
        var agent = new IceAgent(
                0,
                credentials,
                credentials,
                List.of(bound),
                () -> IceTimings.DEFAULT,
                nanoTime,
                random,
                (path, packet) -> StunMessage.read(packet, 0, packet.length));
        for (int i = 0; i < OFFERS && !stopped; i++) {
            try {
                SdpOffer parsed = SdpOffer.parse(offer);
                NegotiatedSession negotiated = SdpNegotiator.negotiate(parsed);
                List<HostCandidate> candidates = HostAddresses.candidates(bound, null, true);
                SdpAnswer.write(parsed, negotiated, new LocalParameters(i, "warmup", "", "", 1, 2, "", candidates));
                candidates.forEach(c -> RemoteCandidate.parse(c.line()).ifPresent(agent::addRemote));
                agent.tick();
            } catch (SdpException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private void handshake(DtlsIdentity identity) throws IOException {
        var promised = List.of(new RemoteFingerprint("SHA-256", identity.digest()));
        var other = new AtomicReference<@Nullable DtlsLink>();
        var client = new DtlsLink(identity, true, promised, true, TIMEOUT, random, (data, offset, length) -> {
            DtlsLink server = other.get();
            if (server != null) {
                server.received(data, offset, length, StartupWarmUp::ignore);
            }
        });
        var server = new DtlsLink(
                identity,
                false,
                promised,
                true,
                TIMEOUT,
                random,
                (data, offset, length) -> client.received(data, offset, length, StartupWarmUp::ignore));
        other.set(server);
        Thread serving = threads.unstarted("baton-peer-warm-up-2", () -> {
            try {
                server.handshake();
            } catch (IOException failed) {
                LOG.debug("warm-up handshake failed", failed);
            }
        });
        this.server = serving;
        serving.start();
        try {
            client.handshake();
            Threads.join(serving);
        } finally {
            client.close();
            server.close();
        }
    }

    /** Sends encrypted frames to a socket on the loopback interface and reads some of the packets. */
    private void send() throws IOException {
        try (UdpSocket socket =
                UdpSockets.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SOCKET_BYTES, means)) {
            var path = new PeerSocket(socket);
            path.select(new IcePath(0, socket.localAddress()));
            ByteBuffer received = ByteBuffer.allocate(UdpSocket.LARGEST_DATAGRAM);
            PacketSink sink = (buffer, offset, segmentSize, length) -> {
                int taken = path.sendBatch(buffer, offset, segmentSize, length);
                socket.receive(received.clear(), Duration.ofMillis(1));
                return taken;
            };
            // the profile of nearly every peer comes last: code is compiled for the classes it has met lately
            WarmUp.run(SrtpProfile.AES_CM_128_HMAC_SHA1_80, FEW_FRAMES, sink, random, () -> stopped);
            WarmUp.run(SrtpProfile.AEAD_AES_128_GCM, FRAMES, sink, random, () -> stopped);
        }
    }

    private static void ignore(byte[] data, int offset, int length) {
        // no data follows the handshake
    }
}
