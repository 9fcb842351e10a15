// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of negotiation: what the transport needs, and what {@link SdpAnswer} writes.
 *
 * @param section index of the first accepted section, to which candidates belong
 * @param mid its name
 * @param remoteUfrag the other side's ICE user fragment
 * @param remotePassword its ICE password
 * @param fingerprints of the certificate it will use, at least one
 * @param dtlsClient whether the device begins the DTLS handshake ({@code setup:active})
 * @param video the video section; null when not offered or not acceptable
 * @param data the data section; null when not offered
 * @param trickle whether the other side trickles candidates
 * @param candidates the candidate lines in the offer, unparsed
 */
public record NegotiatedSession(
        int section,
        String mid,
        String remoteUfrag,
        String remotePassword,
        List<RemoteFingerprint> fingerprints,
        boolean dtlsClient,
        @Nullable NegotiatedVideo video,
        @Nullable NegotiatedData data,
        boolean trickle,
        List<String> candidates) {

    public NegotiatedSession {
        fingerprints = List.copyOf(fingerprints);
        candidates = List.copyOf(candidates);
    }
}
