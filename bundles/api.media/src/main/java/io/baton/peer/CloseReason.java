// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/** Why a peer ended. */
public enum CloseReason {
    /** The other side said so: DTLS close_notify or SCTP shutdown. */
    REMOTE,
    /** ICE, DTLS or SCTP was not up in time. */
    SETUP_FAILED,
    /** Consent expired (RFC 7675): nothing was heard from the other side. */
    CONSENT_LOST,
    /** The session took another peer in its place. */
    REPLACED,
    /** The session was ended by rule: kick, denial, expiry, logout. */
    SESSION_ENDED,
    /** The other side broke the protocol beyond repair. */
    PROTOCOL_ERROR,
    /** The device shuts down. */
    SHUTDOWN
}
