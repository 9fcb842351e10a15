// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.List;

/**
 * Writes the answer: the offer's sections in their order, the accepted ones bundled, the others declined with port 0
 * (RFC 8829 §5.3, RFC 9143).
 */
public final class SdpAnswer {

    /** The largest message the device takes, bytes; browsers refuse to send a larger one. */
    public static final int MAX_MESSAGE_SIZE = 262_144;

    /** The media stream's id; clients find the stream by it. */
    private static final String STREAM = "kvm";

    private static final String TRACK = "video";
    private static final int DISCARD_PORT = 9;

    private final StringBuilder out = new StringBuilder(2_048);
    private final SdpOffer offer;
    private final NegotiatedSession session;
    private final LocalParameters local;

    private SdpAnswer(SdpOffer offer, NegotiatedSession session, LocalParameters local) {
        this.offer = offer;
        this.session = session;
        this.local = local;
    }

    /** The answer's text. */
    public static String write(SdpOffer offer, NegotiatedSession session, LocalParameters local) {
        return new SdpAnswer(offer, session, local).write();
    }

    private String write() {
        line("v=0");
        line("o=- " + local.sessionId() + " 1 IN IP4 127.0.0.1");
        line("s=-");
        line("t=0 0");
        if (!session.bundle().isEmpty()) {
            line("a=group:BUNDLE " + String.join(" ", session.bundle()));
        }
        line("a=msid-semantic: WMS " + STREAM);
        NegotiatedVideo video = session.video();
        NegotiatedData data = session.data();
        for (SdpSection section : offer.sections()) {
            if (video != null && section.index() == video.section()) {
                video(section, video);
            } else if (data != null && section.index() == data.section()) {
                data(section, data);
            } else if (section.index() == session.section()) {
                inactive(section);
            } else {
                declined(section);
            }
        }
        return out.toString();
    }

    private void video(SdpSection section, NegotiatedVideo video) {
        int type = video.payloadType();
        int rtx = video.rtxPayloadType();
        line("m=video " + port() + " " + section.protocol() + " " + type + (rtx < 0 ? "" : " " + rtx));
        transport(section);
        if (video.absSendTime() > 0) {
            line("a=extmap:" + video.absSendTime() + " http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time");
        }
        if (video.playoutDelay() > 0) {
            line("a=extmap:" + video.playoutDelay() + " http://www.webrtc.org/experiments/rtp-hdrext/playout-delay");
        }
        line("a=sendonly");
        line("a=msid:" + STREAM + " " + TRACK);
        line("a=rtcp-mux");
        if (video.reducedSizeRtcp()) {
            line("a=rtcp-rsize");
        }
        line("a=rtpmap:" + type + " H264/90000");
        for (String feedback : video.feedback()) {
            line("a=rtcp-fb:" + type + " " + feedback);
        }
        if (video.formatParameters() != null) {
            line("a=fmtp:" + type + " " + video.formatParameters());
        }
        if (rtx >= 0) {
            line("a=rtpmap:" + rtx + " rtx/90000");
            line("a=fmtp:" + rtx + " apt=" + type);
            line("a=ssrc-group:FID " + local.ssrc() + " " + local.rtxSsrc());
        }
        source(local.ssrc());
        if (rtx >= 0) {
            source(local.rtxSsrc());
        }
    }

    private void source(long ssrc) {
        line("a=ssrc:" + ssrc + " cname:" + local.cname());
        line("a=ssrc:" + ssrc + " msid:" + STREAM + " " + TRACK);
    }

    private void data(SdpSection section, NegotiatedData data) {
        line("m=application " + port() + " UDP/DTLS/SCTP webrtc-datachannel");
        transport(section);
        line("a=sctp-port:" + data.sctpPort());
        line("a=max-message-size:" + MAX_MESSAGE_SIZE);
    }

    /** A section accepted only for its transport: one offered format, in neither direction. */
    private void inactive(SdpSection section) {
        String format = section.formats().getFirst();
        line("m=" + section.kind() + " " + port() + " " + section.protocol() + " " + format);
        transport(section);
        line("a=inactive");
        line("a=rtcp-mux");
        for (String name : List.of("rtpmap", "fmtp")) {
            section.all(name)
                    .filter(value -> value.startsWith(format + " "))
                    .findFirst()
                    .ifPresent(value -> line("a=" + name + ":" + value));
        }
    }

    private void declined(SdpSection section) {
        line("m=" + section.kind() + " 0 " + section.protocol() + " " + String.join(" ", section.formats()));
        line("c=IN IP4 0.0.0.0");
        mid(section);
        line("a=inactive");
    }

    private void mid(SdpSection section) {
        section.mid().ifPresent(mid -> line("a=mid:" + mid));
    }

    private int port() {
        return local.candidates().isEmpty()
                ? DISCARD_PORT
                : local.candidates().getFirst().address().getPort();
    }

    /**
     * ICE and DTLS attributes, in every section: bundled ones may repeat them, and simple clients read only their own.
     */
    private void transport(SdpSection section) {
        if (local.candidates().isEmpty()) {
            line("c=IN IP4 0.0.0.0");
        } else {
            HostCandidate first = local.candidates().getFirst();
            line("c=IN " + (first.isIpv6() ? "IP6 " : "IP4 ") + first.host());
        }
        mid(section);
        line("a=ice-ufrag:" + local.ufrag());
        line("a=ice-pwd:" + local.password());
        if (session.trickle()) {
            line("a=ice-options:trickle");
        }
        line("a=fingerprint:" + local.fingerprint());
        line("a=setup:" + (session.dtlsClient() ? "active" : "passive"));
        if (section.index() == session.section()) {
            local.candidates().forEach(candidate -> line("a=" + candidate.line()));
            line("a=end-of-candidates");
        }
    }

    private void line(String text) {
        out.append(text).append("\r\n");
    }
}
