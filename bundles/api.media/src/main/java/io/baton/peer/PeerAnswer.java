// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

import java.util.List;

/**
 * The answer to an offer, with the peer created for it.
 *
 * @param peer the new peer
 * @param sdp the SDP answer (RFC 8866), with every host candidate in it
 * @param candidates the same candidates, for clients that only use trickled ones
 */
public record PeerAnswer(PeerId peer, String sdp, List<IceCandidate> candidates) {

    public PeerAnswer {
        candidates = List.copyOf(candidates);
    }
}
