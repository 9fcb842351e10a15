// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One attempt to upgrade, as it is now.
 *
 * @param id tells attempts apart; empty while none is recorded
 * @param name the name that the upgrade's maker gave it; empty when the file could not be verified
 * @param state what it has come to
 * @param actor the account that began it; empty where there is none
 * @param begun when it began
 * @param steps what was done, oldest first
 * @param bundles what changes
 * @param probationEnds when the upgrade becomes permanent; only in probation
 * @param gap the longest measured time in which a role had no service; zero when none was measured
 * @param reason why it was refused or rolled back, as a stable word; empty otherwise
 * @param detail the reason in a sentence; empty otherwise
 */
public record UpgradeStatus(
        String id,
        String name,
        UpgradeState state,
        String actor,
        Instant begun,
        List<UpgradeStep> steps,
        List<BundleChange> bundles,
        Optional<Instant> probationEnds,
        Duration gap,
        String reason,
        String detail) {

    /** The status before the first attempt. */
    public static final UpgradeStatus NONE = new UpgradeStatus(
            "",
            "",
            UpgradeState.IDLE,
            "",
            Instant.EPOCH,
            List.of(),
            List.of(),
            Optional.empty(),
            Duration.ZERO,
            "",
            "");

    public UpgradeStatus {
        steps = List.copyOf(steps);
        bundles = List.copyOf(bundles);
    }
}
