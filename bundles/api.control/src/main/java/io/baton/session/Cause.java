// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/** Why something happened to a session: stable words for the wire, the audit, the page and the docs. */
public enum Cause {
    JOINED("joined"),
    RESUMED("resumed"),
    REPLACED("replaced"),
    /** A wait for admission ended well. */
    ADMITTED("admitted"),
    APPROVED("approved"),
    DENIED("denied"),
    REQUESTED("requested"),
    CANCELLED("cancelled"),
    REQUEST_APPROVED("requestApproved"),
    REQUEST_DENIED("requestDenied"),
    /** Silence is a no. */
    REQUEST_TIMEOUT("timeout"),
    TRANSFERRED("transferred"),
    RELEASED("released"),
    CLAIMED("claimed"),
    /** A newer client of the same login that knows only JetKVM's protocol took control over. */
    TAKEN_OVER("takenOver"),
    INACTIVE("inactive"),
    LINK_LOST("linkLost"),
    SETUP_FAILED("setupFailed"),
    GRACE_OVER("graceOver"),
    /** The successor, by queue or trust. */
    PROMOTED("promoted"),
    /** The successor, although admissions need approval. */
    EMERGENCY("emergency"),
    KICKED("kicked"),
    LOGGED_OUT("loggedOut"),
    ACCOUNT_CHANGED("accountChanged"),
    EXPIRED("expired"),
    PENDING_TIMEOUT("pendingTimeout"),
    /** Its grace yielded to somebody who is here. */
    CAPACITY("capacity"),
    CONFIGURED("configured");

    private final String word;

    Cause(String word) {
        this.word = word;
    }

    /** The word on the wire. */
    public String word() {
        return word;
    }
}
