// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One media section of an offer (RFC 8866 §5.14).
 *
 * @param index its place among the {@code m=} lines, from 0
 * @param kind {@code video}, {@code audio}, {@code application} or another word
 * @param port as offered; 0 means not offered, unless the section is bundle-only
 * @param protocol for instance {@code UDP/TLS/RTP/SAVPF}
 * @param formats payload types, or what SCTP puts in their place
 * @param attributes in order
 */
record SdpSection(
        int index, String kind, int port, String protocol, List<String> formats, List<SdpAttribute> attributes) {

    SdpSection {
        formats = List.copyOf(formats);
        attributes = List.copyOf(attributes);
    }

    Optional<String> first(String name) {
        return all(name).findFirst();
    }

    Stream<String> all(String name) {
        return attributes.stream().filter(a -> a.name().equals(name)).map(SdpAttribute::value);
    }

    boolean has(String name) {
        return first(name).isPresent();
    }

    /** The identification tag (RFC 5888); empty where the offer gives none. */
    Optional<String> mid() {
        return first("mid");
    }

    /** Whether the mids contain this section's. */
    boolean isIn(List<String> mids) {
        return mid().filter(mids::contains).isPresent();
    }

    /**
     * Whether the offerer wants this section at all: port 0 is a refusal except for bundle-only sections (RFC 9143).
     */
    boolean offered() {
        return port != 0 || has("bundle-only");
    }
}
