// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/** The reason a peer was closed for. */
public enum CloseReason {
    /** The other side closed it: DTLS close_notify or SCTP shutdown. */
    REMOTE,
    /** ICE, DTLS or SCTP was not up in time. */
    SETUP_FAILED,
    /** The other side did not answer: consent expired (RFC 7675), or SCTP retransmitted to its limit. */
    CONSENT_LOST,
    /** The other side answers, but takes what is sent to it too slowly: messages for it had to be dropped. */
    SLOW_CLIENT,
    /** Another peer of the same session replaced it. */
    REPLACED,
    /** The session was ended: kick, denial, expiry, logout. */
    SESSION_ENDED,
    /** The other side broke the protocol beyond repair. */
    PROTOCOL_ERROR,
    /** The device is shutting down. */
    SHUTDOWN
}
