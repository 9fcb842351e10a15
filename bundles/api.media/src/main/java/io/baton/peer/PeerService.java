// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Creates WebRTC peers from offers and keeps them while the bundles that use them are replaced. Obtained as a service
 * by signalling, session and input bundles.
 *
 * <p>A new peer is <em>dark</em>: its data channels work, but no video is sent to it before {@link #setVideo} turns it
 * on. Its events go to every {@link PeerListener} service; messages of its data channels go to the
 * {@link ChannelHandler} service for the channel's label, or wait in a bounded buffer while that is absent.
 *
 * <p>Threading. All methods may be called from any thread and do not block; methods given an unknown or closed peer do
 * nothing.
 */
@ProviderType
public interface PeerService {

    /**
     * Answers an offer with a new peer.
     *
     * @param offerSdp the SDP offer (RFC 8866), at most 64 KiB
     * @param reachedAt the device's address that the offer came in on: its candidate is the first; null when it is
     *     unknown, and ignored when it is no address of an interface
     * @return completes on a thread of the peer service, in milliseconds, without waiting for the connection; fails
     *     with {@link PeerRefusedException}
     */
    CompletionStage<PeerAnswer> answer(String offerSdp, @Nullable InetAddress reachedAt);

    /**
     * Makes an offer of the video to another server (RFC 9725). The peer exists once {@link #accept} took the answer;
     * an offer without an answer is forgotten after the time that the set-up of a connection has.
     *
     * <p>Such a peer is no client: it is not among {@link #peers}, does not count for {@link #limits}, and has no say
     * in the bitrate. Its events go to the listener given here and to no other.
     *
     * @return completes on a thread of the peer service, in milliseconds; fails with {@link PeerRefusedException}
     */
    default CompletionStage<PeerOffer> offer(PeerListener listener) {
        return CompletableFuture.failedStage(
                new PeerRefusedException(PeerRefusedException.Reason.CLOSING, "This peer service makes no offers."));
    }

    /**
     * Accepts the answer to an offer: the peer exists from then on, dark, and the connection is set up in the
     * controlling role of ICE.
     *
     * @param peer of the offer
     * @param answerSdp the SDP answer, at most 64 KiB, with the candidates of the server
     * @return completes on a thread of the peer service, in milliseconds, without waiting for the connection; fails
     *     with {@link PeerRefusedException}
     */
    default CompletionStage<PeerId> accept(PeerId peer, String answerSdp) {
        return CompletableFuture.failedStage(
                new PeerRefusedException(PeerRefusedException.Reason.BAD_OFFER, "There is no such offer."));
    }

    /**
     * Adds a candidate of the other side. One that cannot be used (mDNS name, TCP) is ignored: the address becomes
     * known with the other side's checks.
     */
    void addCandidate(PeerId peer, IceCandidate candidate);

    /** Turns video on or off; turning it on requests a key frame. */
    void setVideo(PeerId peer, boolean on);

    /**
     * Gives this peer priority, or takes it away. All peers share one stream: its bitrate follows the paths of the
     * peers with priority, and a peer without whose path carries less gets fewer frames. Where no peer that receives
     * video has priority, the bitrate follows all. A new peer has none.
     */
    void setPriority(PeerId peer, boolean on);

    /**
     * Sets the fencing token that every message arriving from now on carries as {@link ChannelMessage#fencingToken()}.
     * It is opaque here. A new peer's token is 0.
     */
    void setFencingToken(PeerId peer, long token);

    /**
     * Checks at once whether the other side still answers: a check every 500 ms, and a peer that answers none within
     * two seconds is closed as {@link CloseReason#CONSENT_LOST}. A peer that is not connected yet is left alone.
     */
    void verify(PeerId peer);

    /** Discards and counts the messages of this peer that wait for an absent handler. */
    void discardBuffered(PeerId peer);

    /**
     * Returns how many bytes a message to this peer may have: what its description says (RFC 8841, section 6.1), and at
     * most what this side sends; 0 for a peer that is not there or has no channels. Any thread.
     */
    int maxMessageBytes(PeerId peer);

    /**
     * Sends a message on the peer's open channel with this label.
     *
     * @return false when there is no such open channel, its bounded buffer is full, or the message is larger than
     *     {@link #maxMessageBytes}; nothing was sent then
     */
    boolean sendText(PeerId peer, String label, String message);

    /** As {@link #sendText}, for a binary message. The array must not be changed afterwards. */
    boolean sendBinary(PeerId peer, String label, byte[] message);

    /**
     * Closes the connection at once (DTLS close_notify). Listeners are told {@link PeerListener#closed} with this
     * reason.
     */
    void close(PeerId peer, CloseReason reason);

    /**
     * Sets how often the other side's consent is checked and how long a link lasts without it (RFC 7675), for all peers
     * from now on. Values that the service cannot keep to are ignored.
     *
     * @param check time between two answered checks, 0.5–10 s
     * @param lost time without an answer after which the link is lost, at most 30 s and longer than {@code check}
     */
    void setConsent(Duration check, Duration lost);

    /** The existing peers in order of their numbers. */
    List<PeerId> peers();

    /** Counters of one peer; empty when it does not exist. */
    Optional<PeerStats> stats(PeerId peer);

    /**
     * How old the frame is that this peer was sent with this RTP timestamp; empty for one that is not among the last
     * some hundred. A viewer that knows the timestamp of the frame on its screen learns from it how old its picture is.
     */
    default Optional<FrameAge> frameAge(PeerId peer, int rtpTimestamp) {
        return Optional.empty();
    }

    /** How long frames took within the device during the last seconds. */
    default VideoLatency videoLatency() {
        return VideoLatency.NONE;
    }

    /** The limits in force. They do not change while the service lives. */
    PeerLimits limits();
}
