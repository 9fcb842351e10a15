// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.harness.Browser;
import io.baton.harness.Phone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/**
 * Opens everything that the page has, as each role: no error in the console, no violation of accessibility that
 * axe-core finds, light and dark, the focus back where it was, and no language that is wider than the window.
 */
final class PageWalkIT {

    private static final Path AXE = Path.of("../../bundles/web.ui/page/node_modules/axe-core/axe.min.js");
    private static final List<String> LANGUAGES =
            List.of("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ja", "zh", "ko");

    /** Save a file, leave the page or change the theme: not parts of the page. */
    private static final String NOT_OPENED =
            "screenshot-button fullscreen-button theme-button soft-button sessions-button";

    private final List<String> found = new ArrayList<>();

    @Test
    void everyPartIsAccessibleForEveryRoleInEveryLanguage() throws Exception {
        try (LoginFixture fixture = new LoginFixture()) {
            PageUser newcomer = fixture.pageUser("New").openPage();
            newcomer.browser.element("setup-password");
            check(newcomer.browser, "set-up");
            newcomer.leave();

            PageUser ada = fixture.administrator();
            walk(ada, "administrator");
            addAccount(ada, "ben", "Operator");
            addAccount(ada, "vic", "Viewer");
            languages(ada);

            PageUser other = fixture.pageUser("Ben").openPage();
            other.browser.element("login-user");
            check(other.browser, "login");
            logIn(other, "ben");
            walk(other, "operator");
            other.click("account-button");
            other.click("log-out");
            other.browser.element("login-user");
            logIn(other, "vic");
            walk(other, "viewer");

            assertEquals(List.of(), found);
            assertNoErrors(ada.browser);
            assertNoErrors(other.browser);
        }
    }

    /** The browser itself reports the answer 401 by which the page knows that it has to ask for a login. */
    private static void assertNoErrors(Browser browser) {
        assertEquals(
                List.of(),
                browser.errors().stream()
                        .filter(error -> !(error.contains("/device ") && error.contains("401")))
                        .toList());
    }

    private static void logIn(PageUser user, String account) {
        LoginFixture.fillIn(user, "login-user", account);
        LoginFixture.fillIn(user, "login-password", "a password of " + account);
        user.click("login-submit");
        user.browser.awaitState("connection", "live");
        user.browser.awaitPicture();
    }

    private static void addAccount(PageUser ada, String name, String role) {
        ada.click("account-button");
        ada.click("tab-accounts");
        LoginFixture.fillIn(ada, "account-user", name);
        LoginFixture.fillIn(ada, "account-password", "a password of " + name);
        ada.browser.element("account-role").sendKeys(role);
        ada.click("account-submit");
        ada.awaitText("account-list", name);
        close(ada.browser);
    }

    /** Opens each tool and each of its tabs. */
    private void walk(PageUser user, String role) throws IOException {
        Browser browser = user.browser;
        check(browser, role);
        Object tools = browser.run(
                "return [...document.querySelectorAll('.tools button:not([aria-disabled=true])')].map(tool => tool.dataset.testid)"
                        + ".filter(id => !arguments[0].split(' ').includes(id)).join(' ')",
                NOT_OPENED);
        for (String tool : String.valueOf(tools).split(" ")) {
            boolean dialog = Boolean.TRUE.equals(browser.run(
                    "const tool = document.querySelector(`[data-testid=${arguments[0]}]`);"
                            + "tool.focus(); tool.click(); return tool.ariaHasPopup === 'dialog'",
                    tool));
            if (!dialog) {
                browser.await(tool + " pressed", () -> isPressed(browser, tool) ? true : null);
                check(browser, role + " " + tool);
                browser.run("document.querySelector(`[data-testid=${arguments[0]}]`).click()", tool);
                continue;
            }
            browser.await("a dialog of " + tool, () -> openDialogs(browser) == 1 ? true : null);
            // a dialog is loaded when it is opened first: its tabs come with its heading
            browser.await("the heading of " + tool, () -> hasHeading(browser) ? true : null);
            for (int tab = 0; tab < Math.max(1, tabs(browser)); tab++) {
                int at = tab;
                browser.await(
                        "tab " + at + " of " + tool, () -> (tabs(browser) == 0 || select(browser, at)) ? true : null);
                check(browser, role + " " + tool + " " + tab);
            }
            close(browser);
            Object focused =
                    browser.run("return document.activeElement?.dataset.testid ?? document.activeElement?.tagName");
            if (!tool.equals(focused)) {
                found.add(role + ": after " + tool + " the focus is on " + focused);
            }
        }
    }

    private static boolean isPressed(Browser browser, String tool) {
        return Boolean.TRUE.equals(browser.run(
                "return document.querySelector(`[data-testid=${arguments[0]}]`).ariaPressed === 'true'", tool));
    }

    private static boolean hasHeading(Browser browser) {
        return Boolean.TRUE.equals(browser.run("return document.querySelector('dialog[open] h2') !== null"));
    }

    /** Clicks a tab; returns whether it is the selected one, which a page that loads its tabs just then may refuse. */
    private static boolean select(Browser browser, int tab) {
        return Boolean.TRUE.equals(browser.run(
                "const tab = document.querySelectorAll('dialog[open] [role=tab]')[arguments[0]];"
                        + "if (tab.ariaSelected !== 'true') tab.click();"
                        + "return tab.ariaSelected === 'true'",
                tab));
    }

    private static long openDialogs(Browser browser) {
        return number(browser.run("return document.querySelectorAll('dialog[open]').length"));
    }

    private static long tabs(Browser browser) {
        return number(browser.run("return document.querySelectorAll('dialog[open] [role=tab]').length"));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static void close(Browser browser) {
        browser.actions().sendKeys(Keys.ESCAPE).perform();
        browser.await("no dialog", () -> openDialogs(browser) == 0 ? true : null);
    }

    /** Notes what axe-core finds in what is shown, light and dark. */
    private void check(Browser browser, String where) throws IOException {
        if (Boolean.TRUE.equals(browser.run("return window.axe === undefined"))) {
            browser.run(Files.readString(AXE) + "; window.axe = axe;");
            browser.run("const still = new CSSStyleSheet();"
                    + "still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }');"
                    + "document.adoptedStyleSheets = [still];");
        }
        Object covered = browser.run("""
                if (document.querySelector('dialog[open]') !== null) return '';
                return [...document.querySelectorAll('.top-bar button')].filter(button => {
                    const at = button.getBoundingClientRect();
                    const row = button.closest('.tools')?.getBoundingClientRect();
                    const swiped = row !== undefined && (at.right > row.right + 1 || at.left < row.left - 1);
                    const shown = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
                    return at.width > 0 && !swiped && !button.contains(shown);
                }).map(button => button.dataset.testid).join(' ');
                """);
        if (!"".equals(covered)) {
            found.add(where + ": covered are " + covered);
        }
        for (String theme : List.of("light", "dark")) {
            Object violations = browser.runAsync("""
                    const done = arguments[arguments.length - 1];
                    document.documentElement.dataset.theme = arguments[0];
                    requestAnimationFrame(() => axe.run(document, {resultTypes: ['violations']}).then(
                        result => done(result.violations.flatMap(rule => rule.nodes.map(
                            node => rule.id + ' ' + node.target.join(' ') + ': ' + node.failureSummary)).join('\\n')),
                        error => done('axe failed: ' + error)));
                    """, theme);
            if (violations instanceof String text && !text.isEmpty()) {
                found.add(where + " " + theme + ": " + text);
            }
        }
        browser.run("document.documentElement.dataset.theme = 'system'");
    }

    /** Shows the page and its two largest dialogs in each language, on a screen and on a phone. */
    private void languages(PageUser ada) throws IOException {
        Browser browser = ada.browser;
        for (Map.Entry<String, Integer> window :
                Map.of("screen", 0, "phone", 360).entrySet()) {
            if (window.getValue() > 0) {
                Phone.emulate(browser, window.getValue(), 740);
            }
            ada.click("settings-button");
            ada.click("tab-device");
            for (String language : LANGUAGES) {
                browser.run(
                        "const choice = document.querySelector('[data-testid=settings-language]');"
                                + "choice.value = arguments[0]; choice.dispatchEvent(new Event('change', {bubbles: true}))",
                        language);
                browser.await(
                        "the language " + language,
                        () -> language.equals(browser.run("return document.documentElement.lang")) ? true : null);
                Object wide = browser.run(
                        "return [...document.querySelectorAll('dialog[open], dialog[open] .panel, .top-bar, .footer, html')]"
                                + ".filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.className || part.tagName).join(' ')");
                if (!"".equals(wide)) {
                    found.add(language + " is wider than the " + window.getKey() + ": " + wide);
                }
            }
            browser.run("const choice = document.querySelector('[data-testid=settings-language]');"
                    + "choice.value = ''; choice.dispatchEvent(new Event('change', {bubbles: true}))");
            browser.await(
                    "English", () -> "en".equals(browser.run("return document.documentElement.lang")) ? true : null);
            close(browser);
        }
    }
}
