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
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;

/** A user at the page, who does what the page offers, and sees what it shows. */
final class PageUser implements AutoCloseable {
    final String name;
    final Browser browser;
    private final URI device;

    private PageUser(String name, Browser browser, URI device) {
        this.name = name;
        this.browser = browser;
        this.device = device;
    }

    /** Starts a browser; it goes nowhere yet. */
    static PageUser named(String name, URI device) {
        return new PageUser(name, Browser.open(), device);
    }

    /** Leaves whatever page was open and comes as somebody new, in a fresh tab, under their name if they have one. */
    PageUser come() {
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

    /** Leaves the page in the present tab; {@link #back} is the same tab on the page again. */
    void away() {
        browser.visit(device.resolve("/robots.txt"));
    }

    void back() {
        browser.visit(device);
    }

    void awaitMode(String mode) {
        browser.awaitState("mode", mode);
    }

    void awaitLive() {
        browser.awaitState("connection", "live");
    }

    /** The public handle of this user's session, from its own row. */
    String id() {
        return browser.await(
                "an own row",
                () -> rows("[data-own='true']").stream()
                        .findFirst()
                        .map(row -> row.getDomAttribute("data-session"))
                        .orElse(null));
    }

    void awaitSessions(int count) {
        browser.await(count + " people", () -> rows("").size() == count ? true : null);
    }

    /** Waits until the row of somebody shows this mode. */
    void sees(PageUser other, String mode) {
        sees(other.name, mode);
    }

    void sees(String other, String mode) {
        browser.await(
                name + " sees " + other + " as " + mode,
                () -> row(other, "[data-mode='" + mode + "'][data-grace='false']"));
    }

    /** The public handle of somebody else, from their row. */
    String idOf(String other) {
        return browser.await("a row of " + other, () -> {
            WebElement row = row(other, "");
            return row == null ? null : row.getDomAttribute("data-session");
        });
    }

    void seesInGrace(String other) {
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
        browser.await("a button " + testId, () -> clicked(browser.elements(testId)));
    }

    /** Clicks a button of the card or the row of somebody. */
    void click(String testId, String otherId) {
        browser.await(
                "a button " + testId + " for " + otherId,
                () -> clicked(browser.find("[data-session='" + otherId + "'] [data-testid='" + testId + "'], "
                        + "[data-session='" + otherId + "'][data-testid='" + testId + "']")));
    }

    private static @Nullable Boolean clicked(List<WebElement> buttons) {
        for (WebElement button : buttons) {
            try {
                if (button.isEnabled()) {
                    button.click();
                    return true;
                }
            } catch (StaleElementReferenceException e) {
                return null;
            }
        }
        return null;
    }

    /** Confirms what the page asks once more. */
    void confirm() {
        click("confirm-yes");
    }

    void rename(String newName) {
        click("own-name");
        fillIn(newName);
        reads("own-name", newName);
    }

    /** Writes a name into the open field and saves it. */
    void fillIn(String newName) {
        browser.element("rename-input").sendKeys(Keys.chord(Keys.CONTROL, "a"), newName);
        click("rename-save");
    }

    /** Waits until the text of a part of the page has this in it. */
    void reads(String testId, String part) {
        browser.await(testId + " saying " + part, () -> text(testId).contains(part) ? true : null);
    }

    void awaitNone(String testId) {
        browser.await("no " + testId, () -> browser.elements(testId).isEmpty() ? true : null);
    }

    /** What a part of the page says, also where only a screen reader hears it. */
    String text(String testId) {
        Object text = browser.run(
                "return [...document.querySelectorAll(`[data-testid='${arguments[0]}']`)]"
                        + ".map(part => part.textContent).join(' ')",
                testId);
        return String.valueOf(text);
    }

    /** From now on everything that is announced to screen readers is kept, see {@link #received}. */
    void listen() {
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
     * Waits until a screen reader was told this.
     *
     * @param urgency {@code assertive} or {@code polite}
     * @param words a regular expression
     */
    void received(String urgency, String words) {
        Pattern wanted = Pattern.compile("(" + urgency + "): (" + words + ")");
        Object[] announced = {""};
        try {
            browser.await("an announcement", () -> {
                announced[0] = browser.run("return announced.join('\\n')");
                return wanted.matcher(String.valueOf(announced[0])).find() ? true : null;
            });
        } catch (AssertionError e) {
            throw new AssertionError(wanted + " was not announced, but\n" + announced[0], e);
        }
    }

    /** Puts the keyboard into the picture and types; returns the code of the first frame that shows it all. */
    FrameCode types(String text) {
        int before = browser.awaitPicture().typed();
        browser.capture();
        browser.type(text);
        return seesTyped(before + text.length());
    }

    /**
     * Waits until so many characters were typed on the target in all, as the picture shows; returns the picture's
     * frameCode.
     */
    FrameCode seesTyped(int characters) {
        return browser.awaitFrameCode(characters + " characters typed", frameCode -> frameCode.typed() >= characters);
    }

    /** Waits until the picture is past this one. */
    void awaitFrameAfter(long frame) {
        browser.awaitFrameCode("picture " + frame, frameCode -> frameCode.frameNumber() > frame);
    }

    /** How many peer connections the present page has made. */
    long connections() {
        return browser.run("return testPeers.length") instanceof Number number ? number.longValue() : 0;
    }

    void screenshot(String shot) throws IOException {
        browser.screenshot(shot);
    }

    @Override
    public void close() {
        browser.close();
    }
}
