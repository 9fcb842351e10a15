// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/** Why something was refused: stable words that appear on the wire, in the audit, on the page and in the docs. */
public enum Reason {
    /** The command does not fit the state, or the actor may not give it. */
    NOT_ALLOWED("not_allowed"),
    /** There is no such session. */
    UNKNOWN_SESSION("unknown_session"),
    /** Every seat is taken. */
    CAPACITY("capacity"),
    /** Denied or kicked a short while ago. */
    COOL_DOWN("cool_down"),
    /** The command queue is full: try again. */
    BUSY("busy"),
    /** Asked too often. */
    RATE_LIMITED("rate_limited"),
    /** The part that decides this is being replaced: try again. */
    TEMPORARILY_UNAVAILABLE("temporarily_unavailable"),
    /** Only the primary may do this. */
    NOT_IN_CONTROL("not_in_control"),
    /** Control has passed on since this was sent. */
    STALE_EPOCH("stale_epoch"),
    /** A value is malformed or outside its range. */
    BAD_VALUE("bad_value"),
    /** Another session uses the nickname. */
    NAME_TAKEN("name_taken"),
    /** The target computer is off or not connected. */
    TARGET_OFF("target_off");

    private final String wireName;

    Reason(String wireName) {
        this.wireName = wireName;
    }

    /** The word on the wire. */
    public String wireName() {
        return wireName;
    }
}
