// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.target.virtual.FrameCode;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.Select;

/** Text pasted in the page, as keys on the virtual target, which has the US layout. */
final class PasteIT {
    private static final String TEXT = "ls -l | grep \"Baton\" > ~/out.txt\necho $? # {done} @home\n";
    private static final int LONG = 3000;

    private DeviceFixture device;
    private PageUser ada;
    private Browser browser;

    @BeforeEach
    void openPage() throws Exception {
        device = new DeviceFixture();
        ada = device.pageUser("Ada").openPage();
        ada.awaitControl();
        browser = ada.browser;
    }

    @AfterEach
    void noKeyStaysDown() throws Exception {
        device.closeWithNoKeyDown();
    }

    @Test
    void pastedTextIsTypedOnTheTarget() throws Exception {
        ada.click("paste-button");
        browser.element("paste-text").sendKeys(TEXT);
        ada.awaitText("paste-count", TEXT.length() + " characters");
        ada.click("paste-submit");
        ada.awaitNone("paste-dialog");
        ada.awaitToast("Typed " + TEXT.length() + " characters.");
        FrameCode typed = ada.awaitTyped(TEXT.length());
        assertEquals(TEXT.length(), typed.typed());
        assertEquals("ome\n", characters(typed.lastTyped()));
        assertEquals(List.of(), browser.errors());
    }

    @Test
    void layoutDecidesOnTheKeys() throws Exception {
        assertEquals(
                List.of(0x1C, 0x1D, 0x2D, 0x14, 0x08, 0x35, 0x08, 0x24),
                keysOf("de_DE", "zyß@€ê{"),
                "German: the euro sign by AltGr, the circumflex as a dead key");
        assertEquals(List.of(0x14, 0x1E, 0x24, 0x2F, 0x08), keysOf("fr_FR", "a1èê"), "French: digits by Shift");
        assertEquals(List.of(0x33, 0x2E), keysOf("es_ES", "ñ¿"));
        assertEquals(List.of(0x0A, 0x0B), keysOf("ru_RU", "пр"));
    }

    @Test
    void cancelEndsALongPasteAtOnce() throws Exception {
        openWith("a".repeat(LONG));
        ada.click("paste-submit");
        ada.awaitTyped(40);
        browser.emulateColorScheme("light");
        ada.screenshot("paste-running-light");
        browser.emulateColorScheme("dark");
        ada.screenshot("paste-running-dark");
        ada.click("paste-cancel");
        awaitEnd("cancelled");
        ada.awaitText("paste-end", "Cancelled.");
        int edges = device.device().keyLog().size();
        ada.awaitFrameAfter(browser.awaitPicture().frameNumber() + 30);
        assertEquals(edges, device.device().keyLog().size(), "keys after the end of the paste");
        assertTrue(
                browser.awaitPicture().typed() < LONG,
                "typed " + browser.awaitPicture().typed());
    }

    @Test
    void lostControlStopsThePaste() throws Exception {
        PageUser ben = device.pageUser("Ben").openPage();
        ben.awaitMode("observer");
        openWith("b".repeat(LONG));
        ada.click("paste-submit");
        ben.awaitTyped(20);
        ben.click("claim-control");
        ben.confirm();
        ben.awaitMode("primary");
        awaitEnd("control_lost");
        ada.awaitText("paste-end", "this session has lost control");
        assertTrue(ben.browser.awaitPicture().typed() < LONG);
    }

    @Test
    void charactersWithoutKeysAreNamedBeforeAnythingIsSent() throws Exception {
        browser.capture();
        browser.actions()
                .keyDown(Keys.CONTROL)
                .keyDown(Keys.ALT)
                .keyDown(Keys.SHIFT)
                .sendKeys("v")
                .keyUp(Keys.SHIFT)
                .keyUp(Keys.ALT)
                .keyUp(Keys.CONTROL)
                .perform();
        browser.element("paste-text").sendKeys("price: 5 € or 漢字");
        ada.awaitText("paste-untypable", "€漢字");
        for (String scheme : List.of("light", "dark")) {
            browser.emulateColorScheme(scheme);
            ada.screenshot("paste-untypable-" + scheme);
        }
        assertTrue(
                device.device().keyLog().stream().noneMatch("down 0x19"::equals),
                "the shortcut's V reached the target");
        int typed = browser.awaitPicture().typed();
        ada.awaitText("paste-submit", "Leave them out and type");
        ada.click("paste-submit");
        ada.awaitNone("paste-dialog");
        assertEquals(
                typed + "price: 5  or ".length(), ada.awaitTyped(typed + 13).typed());
    }

    /** Pastes a text; returns the usages of the keys that went down on the target, without modifiers. */
    private List<Integer> keysOf(String layout, String text) throws Exception {
        int from = device.device().keyLog().size();
        ada.click("paste-button");
        new Select(browser.element("paste-layout")).selectByValue(layout);
        browser.element("paste-text").sendKeys(text);
        ada.awaitText("paste-count", NumberFormat.getIntegerInstance(Locale.US).format(text.length()) + " characters");
        assertEquals("0", browser.element("paste-untypable").getDomAttribute("data-count"));
        ada.click("paste-submit");
        ada.awaitNone("paste-dialog");
        return device.device().keyLog().stream()
                .skip(from)
                .filter(edge -> edge.startsWith("down "))
                .map(KeyEdges::usage)
                .filter(usage -> usage < 0xE0)
                .toList();
    }

    private void openWith(String text) {
        ada.click("paste-button");
        browser.element("paste-text");
        browser.run(
                "const field = document.getElementById('paste-text'); field.value = arguments[0];"
                        + "field.dispatchEvent(new Event('input', {bubbles: true}))",
                text);
        ada.awaitText("paste-count", NumberFormat.getIntegerInstance(Locale.US).format(text.length()) + " characters");
    }

    private void awaitEnd(String end) {
        browser.await(
                "the end " + end,
                () -> browser.find("[data-testid='paste-dialog'][data-end='" + end + "']")
                                .isEmpty()
                        ? null
                        : true);
    }

    private static String characters(int lastTyped) {
        StringBuilder text = new StringBuilder();
        for (int shift = 24; shift >= 0; shift -= 8) {
            text.append((char) (lastTyped >>> shift & 0xFF));
        }
        return text.toString();
    }
}
