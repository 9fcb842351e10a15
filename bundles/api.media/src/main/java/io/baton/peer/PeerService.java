// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The WebRTC side of the device: makes peers from offers and keeps them, whatever happens to the bundles above.
 * Obtained as a service by signalling, session and input bundles.
 *
 * <p>A peer is born <em>dark</em>: its data channels work, but it gets no picture before {@link #setVideo} turned it
 * on. What happens to a peer is told to every {@link PeerListener} service; what arrives on its data channels goes to
 * the {@link ChannelHandler} service for the channel's label, or is parked, bounded, while there is none.
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
     * @return completes on a thread of the peer service, in milliseconds, without waiting for the connection; fails
     *     with {@link PeerRefusedException}
     */
    CompletionStage<PeerAnswer> answer(String offerSdp);

    /**
     * Adds a candidate of the other side. One that cannot be used (mDNS name, TCP) is ignored: checks find the address.
     */
    void addCandidate(PeerId peer, IceCandidate candidate);

    /** Turns the picture on or off; turning it on asks for a key picture. */
    void setVideo(PeerId peer, boolean on);

    /**
     * Sets the stamp that every message arriving from now on carries as {@link ChannelMessage#fencingToken()}. It means
     * nothing here. A new peer's stamp is 0.
     */
    void setFencingToken(PeerId peer, long token);

    /** Forgets the messages of this peer that are parked for an absent handler. They are counted as discarded. */
    void discardBuffered(PeerId peer);

    /**
     * Sends a message on the peer's open channel with this label.
     *
     * @return false when there is no such open channel, or its bounded buffer is full; nothing was sent then
     */
    boolean sendText(PeerId peer, String label, String message);

    /** As {@link #sendText}, for a binary message. The array must not be changed afterwards. */
    boolean sendBinary(PeerId peer, String label, byte[] message);

    /**
     * Closes the connection at once (DTLS close_notify). Listeners are told {@link PeerListener#closed} with this
     * reason.
     */
    void close(PeerId peer, CloseReason reason);

    /** The peers that exist, in order of their numbers. */
    List<PeerId> peers();

    /** Counters of one peer; empty when it does not exist any more. */
    Optional<PeerStats> stats(PeerId peer);

    /** The limits in force. They do not change while the service lives. */
    PeerLimits limits();
}
