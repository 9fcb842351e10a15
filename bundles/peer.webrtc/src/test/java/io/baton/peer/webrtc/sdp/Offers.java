// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Offers as real clients make them, kept in test resources, and shapes cut from them. */
final class Offers {

    private Offers() {}

    static String file(String name) {
        try (var in = Offers.class.getResourceAsStream("/offers/" + name + ".sdp")) {
            if (in == null) {
                throw new IllegalArgumentException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Chromium's offer with an audio section before the two others, as some builds of the page make it. */
    static String chromiumWithAudio() {
        String audio = """
                m=audio 9 UDP/TLS/RTP/SAVPF 111 63
                c=IN IP4 0.0.0.0
                a=ice-ufrag:AqFP
                a=ice-pwd:/W28NMiJ7HJdfZ8h5hHl+UZw
                a=fingerprint:sha-256 %s
                a=setup:actpass
                a=mid:a
                a=recvonly
                a=rtcp-mux
                a=rtpmap:111 opus/48000/2
                a=fmtp:111 minptime=10;useinbandfec=1;stereo=1
                """.formatted("95:".repeat(31) + "95");
        String offer = file("chromium").replace("BUNDLE 0 1", "BUNDLE a 0 1");
        return offer.replaceFirst("m=video", audio + "m=video");
    }

    /**
     * An offer by {@code bundlePolicy: "max-bundle"} (RFC 8829 §5.2.1): audio carries the transport, video and data are
     * bundle-only and have no ICE or DTLS lines.
     */
    static String maxBundle() {
        return """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=-
                t=0 0
                a=group:BUNDLE a v d
                m=audio 9 UDP/TLS/RTP/SAVPF 111 63
                c=IN IP4 0.0.0.0
                a=ice-ufrag:abcd
                a=ice-pwd:abcdefghijklmnopqrstuvwx
                a=fingerprint:sha-256 %s
                a=setup:actpass
                a=candidate:1 1 udp 2130706431 192.0.2.9 5000 typ host
                a=mid:a
                a=recvonly
                a=rtcp-mux
                a=rtpmap:111 opus/48000/2
                a=fmtp:111 minptime=10;useinbandfec=1
                m=video 0 UDP/TLS/RTP/SAVPF 102
                c=IN IP4 0.0.0.0
                a=bundle-only
                a=mid:v
                a=recvonly
                a=rtcp-mux
                a=rtpmap:102 H264/90000
                m=application 0 UDP/DTLS/SCTP webrtc-datachannel
                c=IN IP4 0.0.0.0
                a=bundle-only
                a=mid:d
                a=sctp-port:5000
                """.formatted("AB:".repeat(31) + "AB");
    }

    /** An H.264-only client whose single format has no parameters. */
    static String bare() {
        return """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=-
                t=0 0
                a=fingerprint:sha-256 %s
                a=ice-ufrag:abcd
                a=ice-pwd:abcdefghijklmnopqrstuvwx
                m=video 9 UDP/TLS/RTP/SAVPF 102
                c=IN IP4 0.0.0.0
                a=setup:actpass
                a=mid:v
                a=recvonly
                a=rtcp-mux
                a=rtpmap:102 H264/90000
                """.formatted("AB:".repeat(31) + "AB");
    }
}
