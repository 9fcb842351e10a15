// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/** Why something was refused: stable words that appear on the wire, in the audit, on the page and in the docs. */
public enum Reason {
    /** The command does not fit the state, or the actor may not give it. */
    NOT_ALLOWED("notAllowed"),
    /** There is no such session. */
    UNKNOWN_SESSION("unknownSession"),
    /** Every seat is taken. */
    CAPACITY("capacity"),
    /** Denied or kicked a short while ago. */
    COOL_DOWN("coolDown"),
    /** The mailbox is full: try again. */
    BUSY("busy"),
    /** Asked too often. */
    RATE_LIMITED("rateLimited"),
    /** The part that decides this is being replaced: try again. */
    TEMPORARILY_UNAVAILABLE("temporarilyUnavailable"),
    /** Only who has control may do this. */
    NOT_IN_CONTROL("notInControl"),
    /** Control has passed on since this was sent. */
    STALE_EPOCH("staleEpoch"),
    /** A value is malformed or outside its range. */
    BAD_VALUE("badValue"),
    /** The name is used by somebody else. */
    NAME_TAKEN("nameTaken"),
    /** The target computer is off or not connected. */
    TARGET_OFF("targetOff");

    private final String word;

    Reason(String word) {
        this.word = word;
    }

    /** The word on the wire. */
    public String word() {
        return word;
    }
}
