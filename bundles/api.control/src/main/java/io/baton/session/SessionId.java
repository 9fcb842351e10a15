// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/**
 * A session's public handle. Knowing it gives nothing.
 *
 * @param value 256 random bits as base64url without padding, 43 characters
 */
public record SessionId(String value) implements Comparable<SessionId> {

    /**
     * The actor of commands typed at the device itself: an administrator without a session, who can have no control. No
     * session has this id, as theirs are longer.
     */
    public static final SessionId CONSOLE = new SessionId("console");

    private static final int MAX_LENGTH = 64;

    public SessionId {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a session id has 1–" + MAX_LENGTH + " characters");
        }
    }

    @Override
    public int compareTo(SessionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
