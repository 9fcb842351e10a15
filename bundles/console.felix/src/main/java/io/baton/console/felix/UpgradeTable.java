// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import io.baton.upgrade.UpgradeStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The present attempt to upgrade with its steps, and the recorded ones.
 *
 * @param status the attempt that runs, or the latest one
 * @param history the recorded attempts, newest first
 * @param now the time of day
 */
record UpgradeTable(UpgradeStatus status, List<UpgradeStatus> history, Instant now) {

    UpgradeTable {
        history = List.copyOf(history);
    }

    /** Returns whether there may be something to roll back: the service decides. */
    static boolean mayRollBack(UpgradeStatus status) {
        return status.state() == UpgradeState.PROBATION || status.state() == UpgradeState.COMMITTED;
    }

    void write(HtmlWriter html) {
        html.status(summary(), "data-testid", "upgrade-summary");
        if (!status.steps().isEmpty()) {
            html.table("device-steps", "Step", "Time", "Detail");
            for (UpgradeStep step : status.steps()) {
                html.open("tr");
                html.cell(step.name());
                html.cell(HtmlWriter.time(step.at()));
                html.cell(step.detail());
                html.close("tr");
            }
            html.endTable();
        }
        html.status("Recorded attempts, the newest first.");
        html.table("device-upgrades", "Begun", "Upgrade", "State", "By", "Bundles", "Longest gap", "Reason");
        for (UpgradeStatus attempt : history) {
            html.open("tr", "data-state", attempt.state().wireName());
            html.cell(HtmlWriter.time(attempt.begun()));
            html.cell(attempt.name().isEmpty() ? "unverified file" : attempt.name());
            html.cell(word(attempt.state()));
            html.cell(attempt.actor().isEmpty() ? "no account" : attempt.actor());
            html.cell(attempt.bundles().stream().map(UpgradeTable::text).toArray(String[]::new));
            html.cell(attempt.gap().isZero() ? "" : attempt.gap().toMillis() + " ms");
            html.cell(attempt.reason(), attempt.detail());
            html.close("tr");
        }
        if (history.isEmpty()) {
            html.open("tr")
                    .element("td", "No attempt is recorded.", "colspan", "7")
                    .close("tr");
        }
        html.endTable();
    }

    private String summary() {
        if (status.state() == UpgradeState.IDLE) {
            return "No upgrade was tried on this device.";
        }
        String name = status.name().isEmpty() ? "An unverified file" : status.name();
        String left = status.probationEnds()
                .map(end -> ", for good in " + SessionsTable.text(Duration.between(now, end)) + " unless a check fails")
                .orElse("");
        return name + ": " + word(status.state()) + left + ".";
    }

    private static String word(UpgradeState state) {
        return state.wireName().replace('_', ' ');
    }

    private static String text(BundleChange change) {
        if (change.toVersion().isEmpty()) {
            return change.symbolicName() + " " + change.fromVersion() + " (removed)";
        }
        return change.fromVersion().isEmpty()
                ? change.symbolicName() + " " + change.toVersion() + " (new)"
                : change.symbolicName() + " " + change.fromVersion() + " → " + change.toVersion();
    }
}
