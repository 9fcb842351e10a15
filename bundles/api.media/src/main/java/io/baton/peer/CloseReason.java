// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/** The reason a peer was closed for. */
public enum CloseReason {
    /** The other side closed it: DTLS close_notify or SCTP shutdown. */
    REMOTE,
    /** ICE, DTLS or SCTP was not up in time. */
    SETUP_FAILED,
    /** Consent expired (RFC 7675): the other side did not answer. */
    CONSENT_LOST,
    /** Another peer of the same session replaced it. */
    REPLACED,
    /** The session was ended: kick, denial, expiry, logout. */
    SESSION_ENDED,
    /** The other side broke the protocol beyond repair. */
    PROTOCOL_ERROR,
    /** The device is shutting down. */
    SHUTDOWN
}
