// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static io.baton.e2e.LoginFixture.openAccount;
import static io.baton.e2e.LoginFixture.screenshots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An administrator in control upgrades a bundle from the page, sees it on probation, and rolls it back. */
final class UpgradeStoryIT {

    private LoginFixture fixture;
    private PageUser ada;
    private SignedUpgrade maker;
    private Path file;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        fixture = LoginFixture.with(Map.of("io.baton.upgrade.signed", "{\"probationSeconds:Integer\": 600}"));
        ada = fixture.administrator();
        maker = new SignedUpgrade(Files.createDirectories(directory));
        Path shipped = Path.of(System.getProperty("baton.dist"), "bundle/nickname.unicode-0.1.0.jar");
        file = maker.of("names 0.1.1", shipped, "0.1.1", 1);
        openAccount(ada, "software");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void choose() {
        ada.browser.element("upgrade-file").sendKeys(file.toString());
    }

    private void awaitState(String state) {
        ada.browser.await(
                "the upgrade is " + state,
                () -> ada.browser.elements("upgrade-state").stream()
                        .filter(element -> state.equals(element.getDomAttribute("data-state")))
                        .findFirst()
                        .orElse(null));
    }

    @Test
    void fileSignedWithAnUnknownKeyIsRefusedAndThePageSaysWhy() throws Exception {
        choose();
        ada.click("upgrade-check");
        ada.browser.element("problem-reference");
        List<String> references = ada.browser.texts("[data-testid='problem-reference']");
        assertTrue(references.getFirst().startsWith("unknown_key"), references.toString());
        screenshots(ada, "upgrade-refused");
        assertTrue(ada.browser.elements("upgrade-plan").isEmpty());
        assertEquals("live", ada.browser.state("connection"));
    }

    @Test
    void upgradeIsPlannedInstalledObservedAndRolledBackUnderTheLiveSession() throws Exception {
        maker.trustedBy(fixture.device.data());
        choose();
        ada.click("upgrade-check");
        ada.awaitText("plan-changes", "nickname.unicode 0.1.0 → 0.1.1");
        screenshots(ada, "upgrade-plan");
        ada.click("upgrade-install");
        awaitState("probation");
        ada.awaitText("upgrade-probation", "For good in");
        screenshots(ada, "upgrade-probation");
        assertEquals("primary", ada.browser.state("mode"));
        ada.click("upgrade-rollback");
        ada.confirm();
        awaitState("rolled_back");
        ada.awaitText("upgrade-history", "Rolled back");
        screenshots(ada, "upgrade-rolled-back");
        assertEquals("live", ada.browser.state("connection"));
        assertEquals("primary", ada.browser.state("mode"));
    }
}
