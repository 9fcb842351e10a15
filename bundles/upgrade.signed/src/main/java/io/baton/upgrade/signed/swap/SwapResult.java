// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import java.time.Duration;
import java.util.List;

/**
 * What became of a replacement.
 *
 * @param outcome whether the wanted bundles run
 * @param gap the longest time in which a role had no service; zero when none was measured
 * @param reason a stable word; empty for a success
 * @param detail the reason in a sentence, or what an operator wants to know
 * @param notes one line for each bundle: how it was replaced and how long that took
 */
public record SwapResult(Outcome outcome, Duration gap, String reason, String detail, List<String> notes) {

    /** Which bundles run now. */
    public enum Outcome {
        /** The wanted ones. */
        DONE,
        /** Those from before the call. */
        UNCHANGED,
        /** Neither as a whole: some could not be put back. */
        BROKEN
    }

    public SwapResult {
        notes = List.copyOf(notes);
    }

    public boolean isDone() {
        return outcome == Outcome.DONE;
    }
}
