// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/**
 * Counters of one peer since it was created; rates are those of the last report.
 *
 * @param linked whether DTLS is up
 * @param video whether video is turned on for it
 * @param packetsSent RTP packets, retransmissions included
 * @param bytesSent UDP payload bytes of those packets
 * @param retransmissions RTP packets sent again on request
 * @param keyFrameRequests PLI and FIR received
 * @param nextSequence the RTP sequence number the next packet will carry, extended by its roll-overs; it grows by one
 *     per packet of the media stream, also when the source is replaced
 * @param fractionLost of the last receiver report, 0–1
 * @param roundTripMillis of the last receiver report; -1 when there was none
 * @param receiverReports RTCP receiver reports received; they come only while the other side receives video
 * @param remoteBitrate the last REMB in bits per second; -1 when there was none
 * @param messagesIn data-channel messages received
 * @param messagesOut data-channel messages sent
 * @param messagesDiscarded data-channel messages discarded: waited too long for a handler, above a limit of the buffer,
 *     of a label never registered, or on request
 * @param bytesUnacknowledged payload bytes sent on data channels that the other side has not acknowledged yet
 */
public record PeerStats(
        boolean linked,
        boolean video,
        long packetsSent,
        long bytesSent,
        long retransmissions,
        long keyFrameRequests,
        long nextSequence,
        double fractionLost,
        double roundTripMillis,
        long receiverReports,
        long remoteBitrate,
        long messagesIn,
        long messagesOut,
        long messagesDiscarded,
        long bytesUnacknowledged) {}
