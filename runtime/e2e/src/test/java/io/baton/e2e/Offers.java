// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Session descriptions as literals. */
final class Offers {
    static final String WITHOUT_MEDIA = """
            v=0
            o=- 1 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            """.replace("\n", "\r\n");

    private static final String HEAD =
            WITHOUT_MEDIA + """
            a=group:BUNDLE 0
            a=ice-ufrag:abcd
            a=ice-pwd:abcdefghijklmnopqrstuvwx
            a=fingerprint:sha-256 %s
            a=setup:actpass
            """.formatted("AB:".repeat(31) + "AB").replace("\n", "\r\n");

    /** An offer that the device accepts; no peer connection stands behind it. */
    static final String VIDEO = HEAD + """
            m=video 9 UDP/TLS/RTP/SAVPF 102
            c=IN IP4 0.0.0.0
            a=mid:0
            a=recvonly
            a=rtcp-mux
            a=rtpmap:102 H264/90000
            a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
            """.replace("\n", "\r\n");

    /** An offer without any media that the device can send. */
    static final String VP8_ONLY = HEAD + """
            m=video 9 UDP/TLS/RTP/SAVPF 96
            c=IN IP4 0.0.0.0
            a=mid:0
            a=recvonly
            a=rtcp-mux
            a=rtpmap:96 VP8/90000
            """.replace("\n", "\r\n");

    private Offers() {}

    /** The base64 of the JSON of an offer. */
    static String sd(String sdp) {
        String json = "{\"type\":\"offer\",\"sdp\":\"" + sdp.replace("\r\n", "\\r\\n") + "\"}";
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    static String body(String sdp) {
        return "{\"sd\":\"" + sd(sdp) + "\"}";
    }

    static String frame(String sdp) {
        return "{\"type\":\"offer\",\"data\":" + body(sdp) + "}";
    }
}
