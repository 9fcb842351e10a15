// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

/**
 * Writes the device's own offer: one video section, send-only, with every candidate in it, and nothing else. It offers
 * no header extension and no bandwidth estimate, because a media server has no say in the bitrate of all.
 */
public final class SdpOfferWriter {

    /** The payload type of H.264, constrained baseline. */
    public static final int PAYLOAD_TYPE = 102;

    /** The payload type of its retransmissions. */
    public static final int RTX_PAYLOAD_TYPE = 103;

    private static final String STREAM = "kvm";
    private static final String TRACK = "video";
    private static final int DISCARD_PORT = 9;

    private final StringBuilder out = new StringBuilder(2_048);
    private final LocalParameters local;

    private SdpOfferWriter(LocalParameters local) {
        this.local = local;
    }

    /** The offer's text. */
    public static String write(LocalParameters local) {
        return new SdpOfferWriter(local).write();
    }

    private String write() {
        line("v=0");
        line("o=- " + local.sessionId() + " 1 IN IP4 127.0.0.1");
        line("s=-");
        line("t=0 0");
        line("a=group:BUNDLE 0");
        line("a=msid-semantic: WMS " + STREAM);
        if (local.candidates().isEmpty()) {
            line("m=video " + DISCARD_PORT + " UDP/TLS/RTP/SAVPF " + PAYLOAD_TYPE + " " + RTX_PAYLOAD_TYPE);
            line("c=IN IP4 0.0.0.0");
        } else {
            HostCandidate first = local.candidates().getFirst();
            line("m=video " + first.address().getPort() + " UDP/TLS/RTP/SAVPF " + PAYLOAD_TYPE + " "
                    + RTX_PAYLOAD_TYPE);
            line("c=IN " + (first.isIpv6() ? "IP6 " : "IP4 ") + first.host());
        }
        line("a=mid:0");
        line("a=ice-ufrag:" + local.ufrag());
        line("a=ice-pwd:" + local.password());
        line("a=fingerprint:" + local.fingerprint());
        line("a=setup:actpass");
        line("a=sendonly");
        line("a=msid:" + STREAM + " " + TRACK);
        line("a=rtcp-mux");
        line("a=rtcp-rsize");
        line("a=rtpmap:" + PAYLOAD_TYPE + " H264/90000");
        line("a=rtcp-fb:" + PAYLOAD_TYPE + " ccm fir");
        line("a=rtcp-fb:" + PAYLOAD_TYPE + " nack");
        line("a=rtcp-fb:" + PAYLOAD_TYPE + " nack pli");
        line("a=fmtp:" + PAYLOAD_TYPE + " level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f");
        line("a=rtpmap:" + RTX_PAYLOAD_TYPE + " rtx/90000");
        line("a=fmtp:" + RTX_PAYLOAD_TYPE + " apt=" + PAYLOAD_TYPE);
        line("a=ssrc-group:FID " + local.ssrc() + " " + local.rtxSsrc());
        source(local.ssrc());
        source(local.rtxSsrc());
        local.candidates().forEach(candidate -> line("a=" + candidate.line()));
        line("a=end-of-candidates");
        return out.toString();
    }

    private void source(long ssrc) {
        line("a=ssrc:" + ssrc + " cname:" + local.cname());
        line("a=ssrc:" + ssrc + " msid:" + STREAM + " " + TRACK);
    }

    private void line(String text) {
        out.append(text).append("\r\n");
    }
}
