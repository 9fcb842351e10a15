// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.time.Duration;

/**
 * Intervals and timeouts of an agent.
 *
 * @param pace least time between two checks of one agent (Ta of RFC 8445 §14), above 0
 * @param consentInterval time between two answered consent checks, above 0; each is jittered by a fifth
 * @param consentTimeout how long the path is kept without an answer (RFC 7675 allows up to 30 s), above the interval
 */
public record IceTimings(Duration pace, Duration consentInterval, Duration consentTimeout) {

    public static final IceTimings DEFAULT =
            new IceTimings(Duration.ofMillis(20), Duration.ofSeconds(2), Duration.ofSeconds(8));

    public IceTimings {
        if (!pace.isPositive() || !consentInterval.isPositive() || consentTimeout.compareTo(consentInterval) <= 0) {
            throw new IllegalArgumentException(
                    "times must be positive and the consent timeout longer than its interval: " + pace + ", "
                            + consentInterval + ", " + consentTimeout);
        }
    }
}
