// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The negotiated parameters of video.
 *
 * @param section index of the media section
 * @param payloadType of H.264, 0–127
 * @param formatParameters the offered {@code fmtp} of that payload type, echoed unchanged; null where there was none
 * @param rtxPayloadType of its retransmissions (RFC 4588), 0–127; -1 when not offered
 * @param feedback the RTCP feedback both sides know, for instance {@code nack pli}
 * @param absSendTime header extension id, 1–14; 0 when not offered
 * @param playoutDelay header extension id, 1–14; 0 when not offered
 * @param reducedSizeRtcp whether RTCP may be non-compound (RFC 5506)
 */
public record NegotiatedVideo(
        int section,
        int payloadType,
        @Nullable String formatParameters,
        int rtxPayloadType,
        List<String> feedback,
        int absSendTime,
        int playoutDelay,
        boolean reducedSizeRtcp) {

    public NegotiatedVideo {
        feedback = List.copyOf(feedback);
    }
}
