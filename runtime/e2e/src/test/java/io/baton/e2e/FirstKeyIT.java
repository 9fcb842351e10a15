// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.target.virtual.FrameCode;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The path from the first page load to a key on the target, in a real browser. */
final class FirstKeyIT {
    private static final String TEXT = "Hello, Baton.";

    @Test
    void keyTypedInTheBrowserAppearsOnTheTargetScreen() throws Exception {
        try (Device device = Device.start();
                Browser browser = Browser.open()) {
            browser.visit(device.address());
            FrameCode first = browser.awaitPicture();
            browser.awaitFrameCode(
                    "the frame counter rising", frameCode -> frameCode.frameNumber() > first.frameNumber() + 30);
            browser.awaitState("mode", "primary");

            browser.capture();
            browser.actions()
                    .keyDown(Keys.SHIFT)
                    .sendKeys("h")
                    .keyUp(Keys.SHIFT)
                    .sendKeys("ello, ")
                    .keyDown(Keys.SHIFT)
                    .sendKeys("b")
                    .keyUp(Keys.SHIFT)
                    .sendKeys("aton.")
                    .perform();
            FrameCode typed =
                    browser.awaitFrameCode("every character", frameCode -> frameCode.typed() >= TEXT.length());
            assertEquals(TEXT.length(), typed.typed());
            assertEquals(word("ton."), typed.lastTyped());
            FrameCode released = browser.awaitFrameCode("all keys up", frameCode -> frameCode.keysDown() == 0);
            assertEquals(TEXT.length(), released.typed());
            browser.screenshot("typed");
        }
    }

    @Test
    void secondBrowserObservesAndCannotType() throws Exception {
        try (Device device = Device.start();
                Browser first = Browser.open();
                Browser second = Browser.open()) {
            first.visit(device.address());
            first.awaitState("mode", "primary");
            first.awaitPicture();
            second.visit(device.address());
            second.awaitState("mode", "observer");
            second.awaitPicture();

            second.capture();
            second.type("xyz");
            first.capture();
            first.type("ab");
            FrameCode seen = second.awaitFrameCode("the first browser's keys", frameCode -> frameCode.typed() >= 2);
            assertEquals(2, seen.typed(), "only the keys of the one in control count");
            assertEquals(word("ab"), seen.lastTyped() & 0xFFFF);

            first.leave();
            second.awaitState("mode", "primary");
            second.capture();
            second.type("c");
            assertTrue(second.awaitFrameCode("the successor's key", frameCode -> frameCode.typed() >= 3)
                            .keysDown()
                    <= 1);
        }
    }

    private static int word(String text) {
        int word = 0;
        for (int i = 0; i < text.length(); i++) {
            word = word << 8 | text.charAt(i);
        }
        return word;
    }
}
