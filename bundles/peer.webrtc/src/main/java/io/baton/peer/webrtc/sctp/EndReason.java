// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/** Why a {@link DataTransport} ended. */
public enum EndReason {
    /** The shutdown handshake completed, started by either side. */
    SHUTDOWN,
    /** This side called {@link DataTransport#abort}. */
    ABORTED,
    /** The peer sent an ABORT. */
    PEER_ABORTED,
    /** The handshake got no answer within its retransmission limit. */
    HANDSHAKE_TIMEOUT,
    /** The peer acknowledged nothing within the retransmission limit. */
    RETRANSMISSION_LIMIT,
    /** The peer began a new association inside the old one, which data channels cannot survive. */
    PEER_RESTARTED,
    /** The peer sent a message larger than agreed, or in more pieces than allowed. */
    MESSAGE_TOO_LARGE,
    /** The peer broke the protocol in a way that cannot be ignored. */
    PROTOCOL_VIOLATION
}
