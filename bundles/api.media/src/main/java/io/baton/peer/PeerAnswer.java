// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

import java.util.List;

/**
 * The device's side of a new peer connection.
 *
 * @param peer the connection
 * @param sdp the SDP answer (RFC 8866), with every host candidate in it
 * @param candidates the same candidates again, for clients that only take trickled ones
 */
public record PeerAnswer(PeerId peer, String sdp, List<IceCandidate> candidates) {

    public PeerAnswer {
        candidates = List.copyOf(candidates);
    }
}
