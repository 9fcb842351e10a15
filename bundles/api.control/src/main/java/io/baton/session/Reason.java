// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/**
 * Why something was refused: stable words that appear on the wire, in the audit, on the page and in the docs. Each has
 * its HTTP status (RFC 9110), a sentence that says what it means, and one that says what a user can do.
 */
public enum Reason {
    NOT_ALLOWED(
            "not_allowed",
            403,
            "The role or mode of the session does not permit this, or it does not fit the present state.",
            "Ask an administrator, or repeat it when the state has changed."),
    UNKNOWN_SESSION(
            "unknown_session", 404, "There is no such session.", "Read the list of sessions, or connect again."),
    CAPACITY("capacity", 503, "Every seat is taken.", "Try again when a session has ended."),
    COOL_DOWN(
            "cool_down",
            429,
            "The client was denied or removed a short while ago.",
            "Wait for the time that is given."),
    BUSY("busy", 503, "Too much waits already.", "Try again."),
    RATE_LIMITED("rate_limited", 429, "The client asks too often.", "Wait for the time that is given."),
    TEMPORARILY_UNAVAILABLE(
            "temporarily_unavailable",
            503,
            "The part that does this is being replaced, or too slow.",
            "Try again after the time that is given."),
    NOT_IN_CONTROL("not_in_control", 403, "Only the session in control may do this.", "Request control first."),
    STALE_EPOCH("stale_epoch", 409, "Control has passed on since this was sent.", "Request control again."),
    BAD_VALUE("bad_value", 400, "A value is malformed or outside its range.", "Correct the value that is named."),
    NAME_TAKEN(
            "name_taken", 409, "Another session has this nickname, or one that looks like it.", "Choose another one."),
    TARGET_OFF("target_off", 503, "The target computer is off or not connected.", "Switch it on, or check the cable."),
    UNSUPPORTED(
            "unsupported",
            501,
            "This device does not have what this needs, or its configuration switches it off.",
            "The message says what is missing."),
    IN_USE("in_use", 409, "The target, or another transfer, holds this now.", "End that first, or force it."),
    NO_SPACE("no_space", 507, "The disk of the device has too little room.", "Delete what is not needed.");

    private final String wireName;
    private final int httpStatus;
    private final String meaning;
    private final String advice;

    Reason(String wireName, int httpStatus, String meaning, String advice) {
        this.wireName = wireName;
        this.httpStatus = httpStatus;
        this.meaning = meaning;
        this.advice = advice;
    }

    /** The word on the wire. */
    public String wireName() {
        return wireName;
    }

    /** The status of an HTTP response with this reason. */
    public int httpStatus() {
        return httpStatus;
    }

    /** What it means, in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** What a user can do, in one sentence. */
    public String advice() {
        return advice;
    }
}
