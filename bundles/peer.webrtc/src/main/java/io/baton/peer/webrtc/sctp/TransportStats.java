// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/**
 * Counters of one {@link DataTransport}.
 *
 * @param packetsReceived packets that passed checksum, ports and verification tag
 * @param packetsSent packets handed to {@link DataTransport.Events#transmit}
 * @param packetsRejected packets dropped by those checks or for broken structure
 * @param retransmissions DATA chunks sent again
 * @param messagesAbandoned outgoing messages given up under a channel's reliability limit
 * @param messagesDiscarded incoming messages without a channel or of an unknown kind
 * @param bytesHeld bytes of incoming data waiting inside, bookkeeping included
 * @param smoothedRoundTripNanos the current estimate, 0 before the first measurement
 */
public record TransportStats(
        long packetsReceived,
        long packetsSent,
        long packetsRejected,
        long retransmissions,
        long messagesAbandoned,
        long messagesDiscarded,
        long bytesHeld,
        long smoothedRoundTripNanos) {}
