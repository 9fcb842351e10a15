// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of negotiation: what the transport needs, and what {@link SdpAnswer} writes.
 *
 * @param section index of the section whose transport is used, to which candidates belong: the answerer-tagged section
 *     of the BUNDLE group (RFC 9143 §7.3.2), or the only accepted one. Where it is neither video nor data it is
 *     accepted as inactive
 * @param mid its identification tag; empty where the offer gives none
 * @param bundle mids of the answer's BUNDLE group, the tagged one first; empty without a group
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
        List<String> bundle,
        String remoteUfrag,
        String remotePassword,
        List<RemoteFingerprint> fingerprints,
        boolean dtlsClient,
        @Nullable NegotiatedVideo video,
        @Nullable NegotiatedData data,
        boolean trickle,
        List<String> candidates) {

    public NegotiatedSession {
        bundle = List.copyOf(bundle);
        fingerprints = List.copyOf(fingerprints);
        candidates = List.copyOf(candidates);
    }
}
