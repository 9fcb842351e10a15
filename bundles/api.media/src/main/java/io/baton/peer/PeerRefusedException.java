// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/**
 * Reports that an offer was refused. Completes the stage of {@link PeerService#answer} exceptionally; the message may
 * be shown to the client.
 */
public final class PeerRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Stable names; on the wire in lower case. */
    public enum Reason {
        /** The SDP cannot be parsed, or is too large. */
        BAD_OFFER,
        /** The SDP is well formed but has no usable media section, codec or transport. */
        UNSUPPORTED_OFFER,
        /** The limit of peers is reached. */
        TOO_MANY_PEERS,
        /** The service is shutting down. */
        CLOSING
    }

    private final Reason reason;

    public PeerRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
