// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerRefusedException.Reason;
import io.baton.peer.webrtc.dtls.DtlsIdentity;
import io.baton.peer.webrtc.dtls.DtlsLink;
import io.baton.peer.webrtc.ice.IceAgent;
import io.baton.peer.webrtc.ice.IceCredentials;
import io.baton.peer.webrtc.ice.IceTimings;
import io.baton.peer.webrtc.ice.RemoteCandidate;
import io.baton.peer.webrtc.net.UdpSocket;
import io.baton.peer.webrtc.rtp.HeaderExtensions;
import io.baton.peer.webrtc.rtp.KeyFrameRequests;
import io.baton.peer.webrtc.rtp.VideoTrack;
import io.baton.peer.webrtc.sctp.SctpConfig;
import io.baton.peer.webrtc.sctp.SctpTimers;
import io.baton.peer.webrtc.sdp.HostCandidate;
import io.baton.peer.webrtc.sdp.LocalParameters;
import io.baton.peer.webrtc.sdp.NegotiatedData;
import io.baton.peer.webrtc.sdp.NegotiatedSession;
import io.baton.peer.webrtc.sdp.NegotiatedVideo;
import io.baton.peer.webrtc.sdp.SdpAnswer;
import io.baton.peer.webrtc.sdp.SdpException;
import io.baton.peer.webrtc.sdp.SdpNegotiator;
import io.baton.peer.webrtc.sdp.SdpOffer;
import io.baton.peer.webrtc.sdp.SdpOfferWriter;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates a peer from an offer, with its answer, or from the answer to an offer. Used by the timer thread only, but for
 * {@link #setTimings}.
 */
final class PeerFactory {

    /** A peer and its answer. */
    record Made(Peer peer, PeerAnswer answer) {}

    /** An offer of the device's own. */
    record Offered(PeerId id, IceCredentials credentials, int ssrc, String sdp) {}

    private static final String CNAME = "baton";
    /** Of a peer and direction. */
    private static final int MAX_BUFFER_BYTES = 1 << 20;

    /** Of all peers, in each direction: a good part of the heap of a small device. */
    private static final int ALL_BUFFERS_BYTES = 20 << 20;

    private static final int MAX_CHANNELS = 64;

    private final Settings settings;
    private final DtlsIdentity identity;
    private final UdpSocket socket;
    private final KeyFrameRequests keyFrames;
    private final LongSupplier nanoTime;
    private final InstantSource wall;
    private final SecureRandom random;
    private final AtomicLong numbers = new AtomicLong();
    private volatile IceTimings timings;

    PeerFactory(
            Settings settings,
            DtlsIdentity identity,
            UdpSocket socket,
            KeyFrameRequests keyFrames,
            LongSupplier nanoTime,
            InstantSource wall,
            SecureRandom random) {
        this.settings = settings;
        this.timings = settings.ice();
        this.identity = identity;
        this.socket = socket;
        this.keyFrames = keyFrames;
        this.nanoTime = nanoTime;
        this.wall = wall;
        this.random = random;
    }

    /** Sets the intervals of all peers from now on. */
    void setTimings(IceTimings newTimings) {
        timings = newTimings;
    }

    private IceTimings timings() {
        return timings;
    }

    SecureRandom random() {
        return random;
    }

    /** @param channels creates the peer's channels */
    Made make(
            String offerSdp,
            @Nullable InetAddress reachedAt,
            BiFunction<PeerId, @Nullable SctpConfig, Channels> channels)
            throws PeerRefusedException {
        SdpOffer offer;
        NegotiatedSession negotiated;
        try {
            offer = SdpOffer.parse(offerSdp);
            negotiated = SdpNegotiator.negotiate(offer);
        } catch (SdpException refused) {
            throw refusal(refused);
        }
        var id = new PeerId(numbers.incrementAndGet());
        IceCredentials credentials = IceCredentials.fresh(random);
        int ssrc = random.nextInt();
        LocalParameters local = local(credentials, ssrc, reachedAt);
        Peer peer = peer(id, negotiated, credentials, ssrc, channels.apply(id, sctp(negotiated)), null);
        negotiated.candidates().forEach(line -> RemoteCandidate.parse(line).ifPresent(peer::addRemote));
        return new Made(
                peer, new PeerAnswer(id, SdpAnswer.write(offer, negotiated, local), trickled(local, negotiated)));
    }

    /** Makes an offer of the device's own. */
    Offered offer() {
        var id = new PeerId(numbers.incrementAndGet());
        IceCredentials credentials = IceCredentials.fresh(random);
        int ssrc = random.nextInt();
        String sdp = SdpOfferWriter.write(local(credentials, ssrc, null));
        return new Offered(id, credentials, ssrc, sdp);
    }

    /**
     * Makes the peer of an offer of the device's own.
     *
     * @param listener of its events
     */
    Peer accept(Offered offered, String answerSdp, PeerListener listener, Channels channels)
            throws PeerRefusedException {
        NegotiatedSession negotiated;
        try {
            negotiated = SdpNegotiator.negotiateAnswer(SdpOffer.parse(answerSdp));
        } catch (SdpException refused) {
            throw refusal(refused);
        }
        Peer peer = peer(offered.id(), negotiated, offered.credentials(), offered.ssrc(), channels, listener);
        negotiated.candidates().forEach(line -> RemoteCandidate.parse(line).ifPresent(peer::addRemote));
        return peer;
    }

    private static PeerRefusedException refusal(SdpException refused) {
        return new PeerRefusedException(
                refused.fault() == SdpException.Fault.MALFORMED ? Reason.BAD_OFFER : Reason.UNSUPPORTED_OFFER,
                String.valueOf(refused.getMessage()));
    }

    private LocalParameters local(IceCredentials credentials, int ssrc, @Nullable InetAddress reachedAt) {
        return new LocalParameters(
                random.nextLong() & Long.MAX_VALUE,
                credentials.ufrag(),
                credentials.password(),
                identity.fingerprint(),
                Integer.toUnsignedLong(ssrc),
                Integer.toUnsignedLong(~ssrc),
                CNAME,
                HostAddresses.candidates(socket.localAddress(), reachedAt, settings.loopback()));
    }

    /** @param listener of a peer that the device offered to; null for a client */
    private Peer peer(
            PeerId id,
            NegotiatedSession negotiated,
            IceCredentials credentials,
            int ssrc,
            Channels channels,
            @Nullable PeerListener listener) {
        var path = new PeerSocket(socket);
        var ice = new IceAgent(
                (int) id.number(),
                credentials,
                new IceCredentials(negotiated.remoteUfrag(), negotiated.remotePassword()),
                List.of(socket.localAddress()),
                this::timings,
                nanoTime,
                random,
                listener != null,
                path::send);
        NegotiatedVideo video = negotiated.video();
        var dtls = new DtlsLink(
                identity,
                negotiated.dtlsClient(),
                negotiated.fingerprints(),
                video != null,
                settings.setupTimeout(),
                random,
                path::send);
        VideoTrackSender sender = video == null
                ? null
                : new VideoTrackSender(track(video, ssrc), path::sendBatch, keyFrames, random, wall);
        long setupDeadline = nanoTime.getAsLong() + settings.setupTimeout().toNanos();
        return new Peer(
                id, negotiated, credentials.ufrag(), ice, path, dtls, channels, sender, setupDeadline, listener);
    }

    private static VideoTrack track(NegotiatedVideo video, int ssrc) {
        boolean distinct = video.absSendTime() != video.playoutDelay();
        return new VideoTrack(
                ssrc,
                video.payloadType(),
                ~ssrc,
                video.rtxPayloadType(),
                distinct ? new HeaderExtensions(video.absSendTime(), video.playoutDelay()) : HeaderExtensions.NONE,
                CNAME);
    }

    private @Nullable SctpConfig sctp(NegotiatedSession negotiated) {
        NegotiatedData data = negotiated.data();
        if (data == null) {
            return null;
        }
        long theirs = data.maxMessageSize() == 0 ? SdpAnswer.MAX_MESSAGE_SIZE : data.maxMessageSize();
        return new SctpConfig(
                data.sctpPort(),
                data.sctpPort(),
                negotiated.dtlsClient(),
                SctpConfig.DEFAULT_PACKET_SIZE,
                SdpAnswer.MAX_MESSAGE_SIZE,
                (int) Math.min(theirs, SdpAnswer.MAX_MESSAGE_SIZE),
                bufferBytes(settings.maxPeers()),
                bufferBytes(settings.maxPeers()),
                MAX_CHANNELS,
                SctpTimers.defaults());
    }

    /** Bytes that data channels of one peer may hold in each direction, beyond one message. */
    static int bufferBytes(int maxPeers) {
        return Math.min(MAX_BUFFER_BYTES, ALL_BUFFERS_BYTES / maxPeers);
    }

    private static List<IceCandidate> trickled(LocalParameters local, NegotiatedSession negotiated) {
        return local.candidates().stream()
                .map(HostCandidate::line)
                .map(line -> new IceCandidate(line, negotiated.mid(), negotiated.section(), local.ufrag()))
                .toList();
    }
}
