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
import org.openqa.selenium.Keys;
import org.openqa.selenium.Rectangle;
import org.openqa.selenium.WebElement;

/** An administrator reads and uses Baton's pages of the Web Console, beside a session at the page. */
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

    private String text(String testId) {
        List<String> texts = browser.texts("[data-testid='" + testId + "']");
        assertEquals(1, texts.size());
        return texts.getFirst();
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
            browser.screenshot("console-" + page.getKey().replaceAll("[?/.].*", ""), "body");
            assertEquals(List.of(), browser.errors(), page.getKey());
        }
    }

    @Test
    void sessionHasModeTrustLinkAndInput() {
        String row = browser.await(
                "a linked session",
                () -> browser.texts("#device-sessions [data-session]").stream()
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
        // by a script: the page replaces its elements every five seconds
        browser.run("document.querySelector(\"button[value='kick']\").click()");
        assertEquals(
                "Done.",
                browser.await(
                        "the result",
                        () -> browser.texts("[data-testid='result']").stream()
                                .findFirst()
                                .orElse(null)));
        visit("device-audit?text=session_kick");
        String entry = browser.await(
                "the note",
                () -> browser.texts("#device-audit [data-seq]").stream()
                        .findFirst()
                        .orElse(null));
        assertTrue(entry.contains("session_kick") && entry.contains("admin") && entry.contains("done"), entry);
        visit("device-audit?verify=true");
        assertTrue(text("chain").startsWith("The chain is whole: "), text("chain"));
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

    private String stored(String pid, String setting) {
        String read = """
            const done = arguments[arguments.length - 1];
            fetch(arguments[0] + '?post=true').then(r => r.json()).then(found => done(String(found.properties[arguments[1]].value)));
            """;
        return String.valueOf(browser.runAsync(read, CONSOLE + "configMgr/" + pid, setting));
    }

    private WebElement field(String setting) {
        return browser.await(
                "the field " + setting,
                () -> browser.find("#editorForm [name='" + setting + "']").stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    private void fill(String setting, String value) {
        field(setting).sendKeys(Keys.chord(Keys.CONTROL, "a"), value);
    }

    private void save() {
        browser.find(".ui-dialog-buttonset button").stream()
                .filter(button -> button.getText().equals("Save"))
                .findFirst()
                .orElseThrow()
                .click();
    }

    private String awaitProblem(String setting, String part) {
        return browser.await(
                "what is wrong with " + setting,
                () -> browser.find("#problem-" + setting).stream()
                        .filter(WebElement::isDisplayed)
                        .map(WebElement::getText)
                        .filter(text -> text.contains(part))
                        .findFirst()
                        .orElse(null));
    }

    private void assertBelow(String setting) {
        Rectangle field = field(setting).getRect();
        Rectangle problem = browser.find("#problem-" + setting).getFirst().getRect();
        assertTrue(Math.abs(problem.getX() - field.getX()) < 20, problem.getX() + " and " + field.getX());
        int below = problem.getY() - field.getY() - field.getHeight();
        assertTrue(below >= 0 && below < 40, below + " px below the field");
    }

    private void assertOneDialog() {
        assertEquals(
                1,
                browser.find(".ui-dialog").stream()
                        .filter(WebElement::isDisplayed)
                        .count());
    }

    @Test
    void wrongValueIsToldBelowItsFieldAndKeptAndNotStored() throws IOException {
        String pid = "io.baton.target.virtual";
        String before = stored(pid, "widthPixels");
        visit("configMgr/" + pid);
        fill("widthPixels", "12");
        browser.errors();
        save();
        assertEquals("Screen width (pixels) = 12 is not allowed.", awaitProblem("widthPixels", "12"));
        assertBelow("widthPixels");
        assertOneDialog();
        assertEquals("12", field("widthPixels").getDomProperty("value"));
        assertEquals("true", field("widthPixels").getDomAttribute("aria-invalid"));
        assertEquals(before, stored(pid, "widthPixels"));
        browser.screenshot("console-setting", ".ui-dialog:has(#editorForm)");

        fill("widthPixels", "wide");
        save();
        awaitProblem("widthPixels", "wide is not allowed.");
        assertEquals(1, browser.find(".setting-problem").size());
        assertEquals(before, stored(pid, "widthPixels"));
        // the browser logs each response of 400, and nothing else is wrong
        assertEquals(
                List.of(),
                browser.errors().stream()
                        .filter(error -> !error.contains("status of 400"))
                        .toList());
    }

    @Test
    void settingsThatContradictEachOtherAreToldAtTheOneThatIsWrong() {
        String pid = "io.baton.session.coordinator";
        String before = stored(pid, "linkLostMillis");
        visit("configMgr/" + pid);
        fill("consentCheckMillis", "9000");
        fill("linkLostMillis", "2000");
        save();
        awaitProblem("linkLostMillis", "linkLostMillis = ");
        assertBelow("linkLostMillis");
        assertOneDialog();
        assertEquals("9000", field("consentCheckMillis").getDomProperty("value"));
        assertEquals(before, stored(pid, "linkLostMillis"));
    }
}
