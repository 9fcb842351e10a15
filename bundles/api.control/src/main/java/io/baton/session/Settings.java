// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Duration;

/**
 * What an administrator decides about sessions.
 *
 * @param maxSessions seats, 1–100
 * @param seatTimeout how long a seat is kept for a link that is not up yet, 1–60 s
 */
public record Settings(int maxSessions, Duration seatTimeout) {

    public static final Settings DEFAULTS = new Settings(10, Duration.ofSeconds(10));

    public Settings {
        if (maxSessions < 1 || maxSessions > 100) {
            throw new IllegalArgumentException("maxSessions must be within 1–100: " + maxSessions);
        }
        if (seatTimeout.compareTo(Duration.ofSeconds(1)) < 0 || seatTimeout.compareTo(Duration.ofSeconds(60)) > 0) {
            throw new IllegalArgumentException("seatTimeout must be within 1–60 s: " + seatTimeout);
        }
    }
}
