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
    REQUEST_APPROVED("request_approved"),
    REQUEST_DENIED("request_denied"),
    /** Silence is a no. */
    REQUEST_TIMEOUT("timeout"),
    TRANSFERRED("transferred"),
    RELEASED("released"),
    CLAIMED("claimed"),
    /** A newer client of the same login that knows only JetKVM's protocol took control over. */
    TAKEN_OVER("taken_over"),
    INACTIVE("inactive"),
    LINK_LOST("link_lost"),
    /** The client did not take what it was sent, and its connection was closed. */
    SLOW_CLIENT("slow_client"),
    SETUP_FAILED("setup_failed"),
    GRACE_OVER("grace_over"),
    /** The successor, by queue or trust. */
    PROMOTED("promoted"),
    /** The successor, although admissions need approval. */
    EMERGENCY("emergency"),
    KICKED("kicked"),
    LOGGED_OUT("logged_out"),
    ACCOUNT_CHANGED("account_changed"),
    EXPIRED("expired"),
    PENDING_TIMEOUT("pending_timeout"),
    /** Its grace yielded to a live session. */
    CAPACITY("capacity"),
    CONFIGURED("configured");

    private final String wireName;

    Cause(String wireName) {
        this.wireName = wireName;
    }

    /** The word on the wire. */
    public String wireName() {
        return wireName;
    }
}
