// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recent denial, kept after the session is gone.
 *
 * @param subject the account, else the login cookie, else the source; see {@code prefix:value}
 * @param at when, oldest first
 * @param coolingSince when the last cool-down began; null when there was none
 */
public record Denial(
        String subject, List<Instant> at, @Nullable Instant coolingSince) {

    public Denial {
        at = List.copyOf(at);
    }
}
