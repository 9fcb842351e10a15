// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.WebElement;

/** An administrator reads and uses Baton's pages of the Web Console, beside a session at the page. */
@Timeout(120)
final class WebConsolePagesIT {

    private static final String CONSOLE = "/system/console/";

    private LoginFixture fixture;
    private PageUser ada;
    private Browser browser;
    private String pageTab;

    @BeforeEach
    void start() throws Exception {
        fixture = new LoginFixture();
        ada = fixture.administrator();
        browser = ada.browser;
        pageTab = browser.tabHandle();
        browser.newTab(fixture.device.address().resolve(CONSOLE + "device-sessions"));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void visit(String page) {
        browser.visit(fixture.device.address().resolve(CONSOLE + page));
    }

    private static String text(List<WebElement> elements) {
        assertEquals(1, elements.size());
        return elements.getFirst().getText();
    }

    /** The console's own scripts run on each page: an error of theirs counts as well. */
    @Test
    void eachPageIsReadAndWithoutErrors() throws IOException {
        browser.errors();
        for (Map.Entry<String, String> page : Map.of(
                        "device-sessions", "#device-sessions [data-session]",
                        "device-bundles",
                                "#device-bundles [data-bundle='io.baton.session.coordinator'][data-state='active']",
                        "device-audit?text=claim", "#device-audit [data-seq]",
                        "device-upgrades", "#live-part [data-testid='upgrade-summary']",
                        "limits", "#live-part pre",
                        "status-baton", "#content",
                        "configMgr/io.baton.session.coordinator", "#editor")
                .entrySet()) {
            visit(page.getKey());
            browser.await(
                    page.getKey(),
                    () -> browser.find(page.getValue()).stream()
                            .filter(WebElement::isDisplayed)
                            .findFirst()
                            .orElse(null));
            ada.screenshot("console-" + page.getKey().replaceAll("[?/.].*", ""));
            assertEquals(List.of(), browser.errors(), page.getKey());
        }
    }

    @Test
    void sessionHasModeTrustLinkAndInput() {
        String row = browser.await(
                "a linked session",
                () -> browser.find("#device-sessions [data-session]").stream()
                        .map(WebElement::getText)
                        .filter(text -> text.contains("video on"))
                        .findFirst()
                        .orElse(null));
        for (String part : List.of("primary", "Ada", "admin", "chrome", "127.0.0.1", " of 1000", "grade ", "Kick")) {
            assertTrue(row.contains(part), part + " in " + row);
        }
    }

    @Test
    void removedSessionIsToldAndTheAuditHasTheAccount() {
        browser.run("window.confirm = () => true");
        browser.find("button[value='kick']").getFirst().click();
        assertEquals(
                "Done.",
                browser.await(
                        "the result",
                        () -> browser.elements("result").stream()
                                .map(WebElement::getText)
                                .findFirst()
                                .orElse(null)));
        visit("device-audit?text=session_kick");
        String entry = browser.await(
                "the note",
                () -> browser.find("#device-audit [data-seq]").stream()
                        .map(WebElement::getText)
                        .findFirst()
                        .orElse(null));
        assertTrue(entry.contains("session_kick") && entry.contains("admin") && entry.contains("done"), entry);
        visit("device-audit?verify=true");
        assertTrue(text(browser.elements("chain")).startsWith("The chain is whole: "), text(browser.elements("chain")));
        browser.switchTo(pageTab);
        browser.element("removed");
    }

    @Test
    void textOfARequestIsShownAndNotRun() {
        visit("device-audit?text=%22%3E%3Cscript%3Edocument.title%3D%27x%27%3C%2Fscript%3E%24%7BappRoot%7D");
        assertEquals(
                "\"><script>document.title='x'</script>${appRoot}",
                browser.run("return document.querySelector('input[name=text]').value"));
        assertFalse("x".equals(browser.run("return document.title")));
        visit("device-sessions?result=%3Cscript%3E");
        assertEquals(List.of(), browser.elements("result"));
    }

    @Test
    void settingThatDoesNotFitIsNotStoredAndTheConsoleSaysWhy() {
        String save = """
            const done = arguments[arguments.length - 1];
            const body = new URLSearchParams({apply: 'true', action: 'ajaxConfigManager', ...arguments[1]});
            fetch(arguments[0], {method: 'POST', body}).then(async r => done(r.status + ' ' + await r.text()));
            """;
        String refused = String.valueOf(browser.runAsync(
                save,
                CONSOLE + "configMgr/io.baton.target.virtual",
                Map.of("propertylist", "widthPixels", "widthPixels", "12")));
        assertTrue(refused.startsWith("400 "), refused);
        assertTrue(refused.contains("Screen width (pixels) = 12 is not allowed."), refused);
        String together = String.valueOf(browser.runAsync(
                save,
                CONSOLE + "configMgr/io.baton.session.coordinator",
                Map.of(
                        "propertylist", "consentCheckMillis,linkLostMillis",
                        "consentCheckMillis", "9000",
                        "linkLostMillis", "2000")));
        assertTrue(together.startsWith("400 ") && together.contains("linkLostMillis"), together);
    }
}
