// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.testkit.ManualClock;
import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import io.baton.upgrade.UpgradeStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an administrator reads of upgrades. */
final class UpgradeTableTest {

    private static final Instant BEGUN = ManualClock.START;

    private static UpgradeStatus attempt(UpgradeState state, String reason, String detail) {
        return new UpgradeStatus(
                "7",
                "2026.12",
                state,
                "ada",
                BEGUN,
                List.of(new UpgradeStep("verified", BEGUN, "key k1")),
                List.of(
                        new BundleChange("io.baton.hid.usb", "0.1.0", "0.2.0", "", "ab"),
                        new BundleChange("io.baton.extra", "", "1.0.0", "", "cd"),
                        new BundleChange("io.baton.gone", "1.0.0", "", "ef", "")),
                state == UpgradeState.PROBATION ? Optional.of(BEGUN.plusSeconds(60)) : Optional.empty(),
                Duration.ofMillis(3),
                reason,
                detail);
    }

    private static String html(UpgradeStatus status, UpgradeStatus... history) {
        HtmlWriter html = new HtmlWriter();
        new UpgradeTable(status, List.of(history), BEGUN.plusSeconds(18)).write(html);
        return html.toString().replace("\n", "");
    }

    @Test
    void probationHasItsStepsAndTheTimeThatIsLeft() {
        String html = html(attempt(UpgradeState.PROBATION, "", ""));
        assertTrue(html.contains("2026.12: probation, for good in 42 s unless a check fails."), html);
        assertTrue(html.contains("<td>verified</td><td>2026-01-01 00:00:00 UTC</td><td>key k1</td>"), html);
        assertTrue(UpgradeTable.mayRollBack(attempt(UpgradeState.PROBATION, "", "")));
    }

    @Test
    void attemptHasBundlesGapAndReason() {
        UpgradeStatus failed = attempt(UpgradeState.ROLLED_BACK, "health", "<hid> failed");
        String html = html(failed, failed);
        assertTrue(
                html.contains(
                        "<td>rolled back</td><td>ada</td><td>io.baton.hid.usb 0.1.0 → 0.2.0<br>io.baton.extra 1.0.0"
                                + " (new)<br>io.baton.gone 1.0.0 (removed)</td><td>3 ms</td><td>health<br>&lt;hid&gt;"
                                + " failed</td>"),
                html);
        assertFalse(UpgradeTable.mayRollBack(failed));
    }

    @Test
    void deviceWithoutAnUpgradeSaysSo() {
        String html = html(UpgradeStatus.NONE);
        assertTrue(html.contains("No upgrade was tried on this device."), html);
        assertTrue(html.contains("No attempt is recorded."), html);
    }

    @Test
    void resultIsSaidByKnownWordsOnly() {
        assertEquals(Optional.of("Begun. The steps are below."), UpgradesPage.resultText("begun"));
        assertTrue(UpgradesPage.resultText("unknown_key").orElseThrow().startsWith("Refused: unknown key."));
        assertEquals(Optional.empty(), UpgradesPage.resultText("<script>"));
    }
}
