// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * What offer and answer agreed on for one viewer's video.
 *
 * @param ssrc of the video
 * @param payloadType H.264, packetization-mode 1; 0–127
 * @param rtxSsrc of retransmissions; meaningless without {@code rtxPayloadType}
 * @param rtxPayloadType of retransmissions (RFC 4588), 0–127, or {@link #NO_RTX}
 * @param extensions accepted header extensions
 * @param cname name of the sending device in RTCP, 1–255 bytes of UTF-8
 */
public record VideoTrack(
        int ssrc, int payloadType, int rtxSsrc, int rtxPayloadType, HeaderExtensions extensions, String cname) {

    /** The peer takes no retransmissions in a stream of their own. */
    public static final int NO_RTX = -1;

    public VideoTrack {
        if (payloadType < 0 || payloadType > 127 || rtxPayloadType < NO_RTX || rtxPayloadType > 127) {
            throw new IllegalArgumentException("payload types are within 0–127");
        }
        if (rtxPayloadType != NO_RTX && (rtxSsrc == ssrc || rtxPayloadType == payloadType)) {
            throw new IllegalArgumentException("retransmissions need an SSRC and a payload type of their own");
        }
        if (cname.isEmpty() || cname.length() > 80) {
            throw new IllegalArgumentException("a CNAME has 1–80 characters");
        }
    }

    boolean hasRtx() {
        return rtxPayloadType != NO_RTX;
    }
}
