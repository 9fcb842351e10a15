// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/**
 * An offer of the device, and the peer that comes to be when its answer is accepted.
 *
 * @param peer the number of the future peer
 * @param sdp the SDP offer (RFC 8866): video, send-only, without data channels, with every host candidate in it
 */
public record PeerOffer(PeerId peer, String sdp) {}
