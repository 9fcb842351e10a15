// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import io.baton.harness.Browser;
import io.baton.target.virtual.FrameCode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A user at the page: a browser with the page's actions and the state the page shows. */
final class PageUser implements AutoCloseable {
    final String name;
    final Browser browser;
    private final URI device;

    private PageUser(String name, Browser browser, URI device) {
        this.name = name;
        this.browser = browser;
        this.device = device;
    }

    /** Starts a browser without opening the page. */
    static PageUser named(String name, URI device) {
        return new PageUser(name, Browser.open(), device);
    }

    /** As {@link #named}, for a device whose certificate no authority signed. */
    static PageUser withoutCertificateCheck(String name, URI device) {
        return new PageUser(name, Browser.openWithoutCertificateCheck(), device);
    }

    /** Closes all tabs and opens the page as a new session in a new tab, with the user's name if there is one. */
    PageUser openPage() {
        leave();
        if (!name.isEmpty()) {
            browser.run("localStorage.setItem('baton.nickname', arguments[0])", name);
        }
        browser.visit(device);
        return this;
    }

    /** Closes every page; an empty tab stays. */
    void leave() {
        browser.newTab(device.resolve("/robots.txt"));
        browser.closeOtherTabs();
    }

    /** Leaves the page in the present tab; {@link #returnToPage} opens it again in the same tab. */
    void leavePage() {
        browser.visit(device.resolve("/robots.txt"));
    }

    void returnToPage() {
        browser.visit(device);
    }

    void awaitMode(String mode) {
        browser.awaitState("mode", mode);
    }

    /** Waits until the user has control, the device takes keys, and there is a picture. */
    void awaitControl() {
        awaitMode("primary");
        browser.awaitState("hid", "ready");
        browser.awaitPicture();
    }

    void awaitLive() {
        browser.awaitState("connection", "live");
    }

    /** The id of this user's session, from its own row. */
    String id() {
        return browser.await(
                "an own row",
                () -> rows("[data-own='true']").stream()
                        .findFirst()
                        .map(row -> row.getDomAttribute("data-session"))
                        .orElse(null));
    }

    void awaitSessions(int count) {
        browser.await(count + " sessions", () -> rows("").size() == count ? true : null);
    }

    /** Waits until another session's row shows this mode. */
    void awaitRow(PageUser other, String mode) {
        awaitRow(other.name, mode);
    }

    void awaitRow(String other, String mode) {
        browser.await(
                name + " sees " + other + " as " + mode,
                () -> row(other, "[data-mode='" + mode + "'][data-grace='false']"));
    }

    /** The id of another session, from its row. */
    String idOf(String other) {
        return browser.await("a row of " + other, () -> {
            WebElement row = row(other, "");
            return row == null ? null : row.getDomAttribute("data-session");
        });
    }

    void awaitGrace(String other) {
        browser.await(name + " sees " + other + " in grace", () -> row(other, "[data-grace='true']"));
    }

    private @Nullable WebElement row(String nickname, String which) {
        return rows(which).stream()
                .filter(row -> row.getText().contains(nickname))
                .findFirst()
                .orElse(null);
    }

    private List<WebElement> rows(String which) {
        return browser.find("[data-testid='session-row']" + which);
    }

    /** Clicks a button as soon as it is there and can be clicked. */
    void click(String testId) {
        browser.await("a button " + testId, () -> clickFirstEnabled(browser.elements(testId)));
    }

    /** Clicks a button of another session's card or row. */
    void click(String testId, String otherId) {
        browser.await(
                "a button " + testId + " for " + otherId,
                () -> clickFirstEnabled(browser.find("[data-session='" + otherId + "'] [data-testid='" + testId + "'], "
                        + "[data-session='" + otherId + "'][data-testid='" + testId + "']")));
    }

    private static @Nullable Boolean clickFirstEnabled(List<WebElement> buttons) {
        for (WebElement button : buttons) {
            if (button.isEnabled()) {
                button.click();
                return true;
            }
        }
        return null;
    }

    /** Confirms the page's question. */
    void confirm() {
        click("confirm-yes");
    }

    void rename(String newName) {
        click("own-name");
        fillIn(newName);
        awaitText("own-name", newName);
    }

    /** Writes a name into the open field and saves it. */
    void fillIn(String newName) {
        browser.element("rename-input").sendKeys(Keys.chord(Keys.CONTROL, "a"), newName);
        click("rename-save");
    }

    /** Waits until the text of an element contains this. */
    void awaitText(String testId, String part) {
        browser.await(testId + " saying " + part, () -> text(testId).contains(part) ? true : null);
    }

    /** Waits for a notification; one that is not shown any more counts as well. */
    void awaitToast(String part) {
        browser.await(
                "a notification " + part,
                () -> Boolean.TRUE.equals(
                                browser.run("return testToasts.some(toast => toast.includes(arguments[0]))", part))
                        ? true
                        : null);
    }

    void awaitNone(String testId) {
        browser.await("no " + testId, () -> browser.elements(testId).isEmpty() ? true : null);
    }

    /** The text of an element, also where only a screen reader gets it. */
    String text(String testId) {
        Object text = browser.run(
                "return [...document.querySelectorAll(`[data-testid='${arguments[0]}']`)]"
                        + ".map(part => part.textContent).join(' ')",
                testId);
        return String.valueOf(text);
    }

    /** Records announcements to screen readers from now on, see {@link #awaitAnnouncement}. */
    void recordAnnouncements() {
        browser.run("""
                window.announced = [];
                for (const urgency of ['polite', 'assertive']) {
                  const region = document.querySelector(`[data-testid='announce-${urgency}']`);
                  new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(
                      node => announced.push(urgency + ': ' + node.textContent)))).observe(region, {childList: true});
                }
                """);
    }

    /**
     * Waits for an announcement to screen readers.
     *
     * @param urgency {@code assertive} or {@code polite}
     * @param pattern a regular expression
     */
    void awaitAnnouncement(String urgency, String pattern) {
        Pattern expected = Pattern.compile("(" + urgency + "): (" + pattern + ")");
        Object[] announced = {""};
        try {
            browser.await("an announcement", () -> {
                announced[0] = browser.run("return announced.join('\\n')");
                return expected.matcher(String.valueOf(announced[0])).find() ? true : null;
            });
        } catch (AssertionError e) {
            throw new AssertionError(expected + " was not announced, but\n" + announced[0], e);
        }
    }

    /** Captures the keyboard and types; returns the code of the first frame that shows all of it. */
    FrameCode typeAndAwait(String text) {
        int before = browser.awaitPicture().typed();
        browser.capture();
        browser.type(text);
        return awaitTyped(before + text.length());
    }

    /**
     * Waits until the video shows that so many characters in all were typed on the target; returns the frame's code.
     */
    FrameCode awaitTyped(int characters) {
        return browser.awaitFrameCode(characters + " characters typed", frameCode -> frameCode.typed() >= characters);
    }

    /** Waits for a later frame than this one. */
    void awaitFrameAfter(long frame) {
        browser.awaitFrameCode("picture " + frame, frameCode -> frameCode.frameNumber() > frame);
    }

    /** The number of peer connections the present page has created. */
    long connections() {
        return browser.run("return testPeers.length") instanceof Number number ? number.longValue() : 0;
    }

    void screenshot(String screenshotName) throws IOException {
        browser.screenshot(screenshotName);
    }

    @Override
    public void close() {
        browser.close();
    }
}
