// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Phone;
import io.baton.target.virtual.FrameCode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.support.ui.Select;

/** The page's keyboard, its key combinations, and the sign of input that does not arrive, on the virtual target. */
final class OnScreenKeyboardIT {
    /** Keep-alives come each 50 ms, and a key goes up 100 ms after the last one. */
    private static final int LONGEST_PAUSE_MILLIS = 25;

    /** Keeps the longest time in which the page could do nothing, in milliseconds, in {@code longestPause}. */
    private static final String MEASURE_PAUSES = """
            window.longestPause = 0;
            let last = performance.now();
            setInterval(() => {
              const now = performance.now();
              longestPause = Math.max(longestPause, now - last);
              last = now;
            }, 5);
            """;

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
    void keysOfTheBoardTypeAndLeaveTheFocusOnThePicture() throws Exception {
        ada.click("keys-button");
        browser.element("board");
        browser.capture();
        for (String key : List.of("ShiftLeft", "KeyO", "KeyK", "Space", "Numpad7")) {
            ada.click("key-" + key);
        }
        ada.awaitTyped(3);
        assertEquals("true", browser.state("captured"));
        assertEquals(
                List.of(
                        "down 0xE1",
                        "down 0x12",
                        "up 0x12",
                        "up 0xE1",
                        "down 0x0E",
                        "up 0x0E",
                        "down 0x2C",
                        "up 0x2C",
                        "down 0x5F",
                        "up 0x5F"),
                awaitEdges(10));
        assertEquals(List.of(), browser.errors());
        for (String scheme : List.of("light", "dark")) {
            browser.emulateColorScheme(scheme);
            ada.screenshot("keyboard-" + scheme);
        }
        Phone.emulate(browser, 360, 740);
        ada.screenshot("keyboard-phone");
        assertEquals("360", String.valueOf(browser.run("return document.documentElement.scrollWidth")));
    }

    @Test
    void keyIsHeldWhileItIsPressed() throws Exception {
        ada.click("keys-button");
        browser.run(MEASURE_PAUSES);
        browser.actions().clickAndHold(browser.element("key-KeyA")).perform();
        FrameCode down = browser.awaitFrameCode("a key down", frameCode -> frameCode.keysDown() == 1);
        ada.awaitText("held", "A");
        FrameCode later = browser.awaitFrameCode(
                "half a second later", frameCode -> frameCode.frameNumber() > down.frameNumber() + 15);
        // the device releases a key whose keep-alives are too late, as those of a page that got no processor
        double pause = browser.run("return longestPause") instanceof Number millis ? millis.doubleValue() : 0;
        if (pause < LONGEST_PAUSE_MILLIS) {
            assertEquals(1, later.keysDown(), "kept alive beyond the automatic release; page paused " + pause + " ms");
        }
        browser.actions().release().perform();
        browser.awaitFrameCode("no key down", frameCode -> frameCode.keysDown() == 0);
    }

    @Test
    void lockedModifierIsReleasedWithControl() throws Exception {
        PageUser ben = device.pageUser("Ben").openPage();
        ben.awaitMode("observer");
        ada.click("keys-button");
        ada.click("key-ControlLeft");
        ada.click("key-ControlLeft");
        awaitHold("ControlLeft", "locked");
        ada.awaitText("held", "Ctrl");
        ada.click("key-KeyC");
        assertEquals(List.of("down 0xE0", "down 0x06", "up 0x06"), awaitEdges(3));
        ben.click("claim-control");
        ben.confirm();
        ben.awaitMode("primary");
        assertEquals("up 0xE0", awaitEdges(4).getLast());
        browser.await("no key held", () -> browser.find("[data-hold]").isEmpty() ? true : null);
    }

    @Test
    void legendsAreThoseOfTheLayout() throws Exception {
        ada.click("keys-button");
        new Select(browser.element("board-layout")).selectByValue("de_DE");
        ada.awaitText("key-KeyY", "z");
        ada.click("key-ShiftRight");
        ada.awaitText("key-Digit7", "/");
        ada.click("key-CapsLock");
        browser.await(
                "Caps Lock lit",
                () -> browser.find("[data-testid='key-CapsLock'][data-lit='true']")
                                .isEmpty()
                        ? null
                        : true);
        ada.awaitText("key-KeyY", "Z");
        ada.screenshot("keyboard-german");
    }

    @Test
    void combinationsReachTheTargetAndOwnOnesSurviveAReload() throws Exception {
        ada.click("keys-button");
        ada.click("part-combinations");
        ada.click("combo-ControlLeft-AltLeft-Delete");
        assertEquals(List.of("down 0xE0", "down 0xE2", "down 0x4C", "up 0x4C", "up 0xE2", "up 0xE0"), awaitEdges(6));
        browser.element("combo-text").sendKeys("Ctrl + Hyper");
        ada.click("combo-add");
        ada.awaitText("combo-error", "no key called Hyper");
        ada.screenshot("combinations");
        browser.element("combo-text").clear();
        browser.element("combo-text").sendKeys("Ctrl + Shift + T\n");
        ada.click("combo-ControlLeft-ShiftLeft-KeyT");
        assertEquals(
                List.of("down 0xE0", "down 0xE1", "down 0x17", "up 0x17", "up 0xE1", "up 0xE0"),
                awaitEdges(12).subList(6, 12));
        browser.reload();
        ada.awaitMode("primary");
        ada.click("keys-button");
        ada.click("part-combinations");
        ada.click("combo-remove");
        ada.awaitNone("combo-ControlLeft-ShiftLeft-KeyT");
    }

    @Test
    void pageSaysWhenKeysDoNotReachTheTarget() throws Exception {
        ada.awaitText("input-sign", "Click the picture");
        browser.capture();
        browser.awaitState("input", "on");
        ada.awaitNone("input-sign");
        device.device().command("target:unplug");
        browser.awaitState("input", "usb");
        ada.awaitText("input-sign", "do not reach it");
        ada.awaitText("capture", "do not reach it");
        for (String scheme : List.of("light", "dark")) {
            browser.emulateColorScheme(scheme);
            ada.screenshot("input-off-" + scheme);
        }
        device.device().command("target:plug");
        browser.awaitState("input", "on");
        ada.click("release-control");
        browser.awaitState("input", "no_control");
        ada.awaitText("capture", "Observing");
        assertTrue(browser.elements("input-sign").isEmpty());
    }

    private List<String> awaitEdges(int count) throws Exception {
        device.device().awaitKeyEdges(count);
        return device.device().keyLog();
    }

    private void awaitHold(String key, String hold) {
        browser.await(
                key + " " + hold,
                () -> browser.find("[data-testid='key-" + key + "'][data-hold='" + hold + "']")
                                .isEmpty()
                        ? null
                        : true);
    }
}
