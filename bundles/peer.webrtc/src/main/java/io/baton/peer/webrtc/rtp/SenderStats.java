// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * Counters of one {@link VideoSender} since it began; what the peer reports is of its latest report.
 *
 * @param nextIndex number the next packet of the video will carry, extended by its roll-overs
 * @param packets RTP packets sent, retransmissions included
 * @param bytes UDP payload bytes of those packets
 * @param frames frames queued for sending
 * @param framesDropped frames not sent in full because the viewer was behind or waited for a key frame
 * @param retransmissions packets sent again
 * @param retransmissionsRefused packets asked for and not sent again: too old, on their way already, or over budget
 * @param nacks NACK entries received; each names up to 17 packets
 * @param pictureLosses PLI received
 * @param fullIntraRequests new FIR received
 * @param socketFull how often the socket took less than it was given
 * @param rtcpRefused RTCP packets that were forged, repeated or malformed
 * @param fractionLost 0–1
 * @param cumulativeLost packets; negative when duplicates outnumber losses
 * @param jitterTicks interarrival jitter in 1/90000 s
 * @param roundTripNanos −1 when unknown
 * @param reports receiver reports received
 * @param remoteBitrate last REMB in bits per second; −1 when there was none
 */
public record SenderStats(
        long nextIndex,
        long packets,
        long bytes,
        long frames,
        long framesDropped,
        long retransmissions,
        long retransmissionsRefused,
        long nacks,
        long pictureLosses,
        long fullIntraRequests,
        long socketFull,
        long rtcpRefused,
        double fractionLost,
        int cumulativeLost,
        int jitterTicks,
        long roundTripNanos,
        long reports,
        long remoteBitrate) {}
