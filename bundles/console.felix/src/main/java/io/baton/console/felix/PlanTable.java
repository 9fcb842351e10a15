// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradePlan;

/**
 * What a checked upgrade file would change, before it is confirmed.
 *
 * @param name the file's name
 */
record PlanTable(String name, UpgradePlan plan) {

    void write(HtmlWriter html) {
        html.status(summary(), "data-testid", "plan-summary");
        html.table("device-plan", "Bundle", "From", "To", "How");
        for (BundleChange change : plan.bundles()) {
            html.open("tr", "data-bundle", change.symbolicName());
            html.cell(change.symbolicName());
            html.cell(change.fromVersion().isEmpty() ? "not installed" : change.fromVersion());
            html.cell(change.toVersion());
            html.cell(how(change));
            html.close("tr");
        }
        html.endTable();
    }

    private String summary() {
        String outcome = plan.staged()
                ? "It is in force from the device's next start."
                : "Sessions and video go on. The new versions are observed for " + plan.probationSeconds()
                        + " s; the old ones come back if a check fails.";
        return "%s: %s, number %d, signed by key %s. Nothing has changed yet. %s"
                .formatted(name, plan.name(), plan.counter(), plan.keyId(), outcome);
    }

    private String how(BundleChange change) {
        if (plan.staged()) {
            return "at the next start";
        }
        if (change.fromVersion().isEmpty()) {
            return "added";
        }
        return plan.inPlace().contains(change.symbolicName())
                ? "in place: stopped before the new version starts"
                : "beside: the new version runs before the old one stops";
    }
}
