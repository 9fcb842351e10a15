// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * Ids under which the peer accepted our RTP header extensions (RFC 8285 one-byte form); 0 means not negotiated.
 *
 * @param absSendTime {@code http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time}, 0–14
 * @param playoutDelay {@code http://www.webrtc.org/experiments/rtp-hdrext/playout-delay}, 0–14
 */
public record HeaderExtensions(int absSendTime, int playoutDelay) {

    /** Neither was negotiated. */
    public static final HeaderExtensions NONE = new HeaderExtensions(0, 0);

    public HeaderExtensions {
        require(absSendTime);
        require(playoutDelay);
        if (absSendTime == playoutDelay && absSendTime != 0) {
            throw new IllegalArgumentException("two header extensions share the id " + absSendTime);
        }
    }

    private static void require(int id) {
        if (id < 0 || id > 14) {
            throw new IllegalArgumentException("a one-byte header extension has an id within 1–14: " + id);
        }
    }
}
