// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.List;

/**
 * The device's side of an answer.
 *
 * @param sessionId a number for the {@code o=} line, at least 0
 * @param ufrag ICE user fragment
 * @param password ICE password
 * @param fingerprint value of the fingerprint attribute, {@code sha-256 AA:BB:…}
 * @param ssrc of the video, unsigned
 * @param rtxSsrc of its retransmissions, unsigned
 * @param cname RTCP canonical name
 * @param candidates host candidates, best first
 */
public record LocalParameters(
        long sessionId,
        String ufrag,
        String password,
        String fingerprint,
        long ssrc,
        long rtxSsrc,
        String cname,
        List<HostCandidate> candidates) {

    public LocalParameters {
        candidates = List.copyOf(candidates);
    }
}
