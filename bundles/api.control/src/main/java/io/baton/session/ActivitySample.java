// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The activity of a session since the previous tick.
 *
 * @param input when input of it last reached the target; null when none did
 * @param active when it last did something else that a person does; null when it did not
 * @param grade how good its link is, 0–100; −1 when that is not known
 */
public record ActivitySample(
        @Nullable Instant input, @Nullable Instant active, int grade) {

    public ActivitySample {
        if (grade < -1 || grade > 100) {
            throw new IllegalArgumentException("a link's grade is −1 or 0–100: " + grade);
        }
    }
}
