// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.List;

/**
 * What the gate before emergency promotions looks at.
 *
 * @param at when the last ones were, oldest first
 * @param streak how many there were since the last human decision
 */
public record Emergency(List<Instant> at, int streak) {

    public static final Emergency NONE = new Emergency(List.of(), 0);

    public Emergency {
        at = List.copyOf(at);
        if (streak < 0) {
            throw new IllegalArgumentException("a streak is not negative: " + streak);
        }
    }
}
