// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An administrator replaces a bundle from the Web Console, and reads there what became of it. */
final class WebConsoleUpgradeIT {

    private static final String BUNDLE = "io.baton.nickname.unicode";

    private LoginFixture fixture;
    private PageUser ada;
    private Browser browser;
    private SignedUpgrade maker;
    private Path file;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        fixture = LoginFixture.with(Map.of("io.baton.upgrade.signed", "{\"probationSeconds:Integer\": 600}"));
        ada = fixture.administrator();
        browser = ada.browser;
        maker = new SignedUpgrade(Files.createDirectories(directory));
        Path shipped = Path.of(System.getProperty("baton.dist"), "bundle/nickname.unicode-0.1.0.jar");
        file = maker.of("names 0.1.1", shipped, "0.1.1", 1);
        browser.newTab(fixture.device.address().resolve("/system/console/device-upgrades"));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void visit(String page) {
        browser.visit(fixture.device.address().resolve("/system/console/" + page));
    }

    private void check() {
        browser.find("input[type='file']").getFirst().sendKeys(file.toString());
        press("check");
    }

    private void press(String action) {
        // by a script: the page replaces its elements every five seconds
        browser.run("document.querySelector(`button[value='${arguments[0]}']`).click()", action);
    }

    /** Reads by a script: the page replaces its elements every five seconds. */
    private String awaitText(String selector, String part) {
        return browser.await(
                part + " in " + selector,
                () -> browser.run(
                                        "return [...document.querySelectorAll(arguments[0])].map(found =>"
                                                + " found.innerText).find(text => text.replace(/\\s+/g, '"
                                                + " ').includes(arguments[1]))",
                                        selector,
                                        part)
                                instanceof String text
                        ? text.replaceAll("\\s+", " ")
                        : null);
    }

    /** Waits for the row as a whole: the page reads it again every five seconds. */
    private void assertRow(String state, String expected) {
        visit("device-bundles");
        String selector = "#device-bundles [data-bundle='" + BUNDLE + "'][data-state='" + state + "']";
        String[] row = {""};
        try {
            browser.await("the row of a bundle that is " + state, () -> {
                row[0] = String.join("", browser.texts(selector)).replaceAll("\\s+", " ");
                return row[0].matches("\\Q" + BUNDLE + "\\E " + expected + ".*") ? true : null;
            });
        } catch (AssertionError e) {
            throw new AssertionError(expected + " is not the row, but " + row[0], e);
        }
    }

    @Test
    void fileOfAnUnknownMakerIsRefusedAndThePageSaysWhy() {
        check();
        String refusal = awaitText("[data-testid='result']", "is refused (unknown_key)");
        assertTrue(refusal.startsWith("names 0.1.1.baton-upgrade is refused"), refusal);
        assertEquals(List.of(), browser.find("#device-plan"));
        visit("device-upgrades");
        assertEquals(List.of(), browser.elements("result"), "it is told once");
    }

    @Test
    void upgradeIsPlannedConfirmedCountedAndRolledBack() throws Exception {
        assertRow("active", "0\\.1\\.0 active 0 ");
        visit("device-upgrades");
        maker.trustedBy(fixture.device.data());
        check();
        awaitText("#device-plan [data-bundle]", BUNDLE + " 0.1.0 0.1.1 beside");
        browser.screenshot("console-upgrade-plan", "body");
        press("cancel");
        awaitText("[data-testid='result']", "Cancelled. Nothing was changed.");
        check();
        awaitText("#device-plan [data-bundle]", BUNDLE);
        press("install");
        awaitText("[data-testid='upgrade-summary']", "names 0.1.1: probation, for good in ");
        browser.screenshot("console-upgrade-probation", "body");
        assertRow("active", "0\\.1\\.1 active 1 none ");
        assertRow("stopped", "0\\.1\\.0 stopped 1 none kept for a roll back");
        browser.screenshot("console-bundles", "body");
        visit("device-upgrades");
        browser.run("window.confirm = () => true");
        press("rollback");
        awaitText("[data-testid='upgrade-summary']", "names 0.1.1: rolled back");
        assertRow("active", "0\\.1\\.0 active 2 ");
    }

    /** The console's own page stops and starts a bundle, as maintenance does. */
    @Test
    void bundleThatWasAwayIsShownSoAndItsGapIsMeasured() {
        visit("device-bundles");
        String link = String.valueOf(browser.run(
                "return document.querySelector(\"[data-bundle='" + BUNDLE + "'] a\").getAttribute('href')"));
        act(link, "stop");
        assertRow("stopped", "0\\.1\\.0 stopped 0 not checked while it is stopped");
        awaitText("[data-testid='bundles-summary']", " bundles of Baton, ");
        act(link, "start");
        assertRow("active", "0\\.1\\.0 active 1 \\d+ ms ");
    }

    private void act(String path, String action) {
        String post = """
            const done = arguments[arguments.length - 1];
            const body = new URLSearchParams({action: arguments[1]});
            fetch(arguments[0], {method: 'POST', body}).then(r => done(r.status), e => done(String(e)));
            """;
        assertEquals(200L, browser.runAsync(post, path, action));
    }
}
