// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.harness.VirtualMachine;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** A virtual machine behind a VNC server is seen and controlled in the browser. */
final class VncTargetIT {

    private static final String SIZE =
            "const v = document.querySelector('video'); return v ? v.videoWidth + 'x' + v.videoHeight : ''";

    /** The sum of the brightest tenth of the rows of the picture: text on a black screen. */
    private static final String BRIGHT = """
            const v = document.querySelector('video');
            const c = document.createElement('canvas');
            c.width = v.videoWidth; c.height = v.videoHeight;
            const g = c.getContext('2d');
            g.drawImage(v, 0, 0);
            const d = g.getImageData(0, 0, c.width, c.height).data;
            let bright = 0;
            for (let i = 0; i < d.length; i += 4) if (d[i + 1] > 100) bright++;
            return bright;
            """;

    private static final String COMMAND = "echo $((6*7)) > /dev/ttyS0\n";
    private static final String SHIFTED = "$(*)>S";
    private static final String KEYS = "4980.s";

    @Test
    void commandTypedInTheBrowserRunsInTheVirtualMachine() throws Exception {
        try (VirtualMachine machine = VirtualMachine.start();
                Device device = Device.startWith("--target", machine.target());
                Browser browser = Browser.open()) {
            browser.await("the shell", () -> machine.serial().contains("READY") ? true : null);
            browser.visit(device.address());
            browser.await(
                    "the size of a text screen", () -> Objects.equals(browser.run(SIZE), "720x400") ? true : null);
            browser.await("text", () -> (browser.run(BRIGHT) instanceof Long bright && bright > 200) ? true : null);

            browser.capture();
            for (int i = 0; i < COMMAND.length(); i++) {
                type(browser, COMMAND.charAt(i));
            }
            browser.await("the answer of the shell", () -> machine.serial().contains("42\r\n") ? true : null);
            assertEquals("READY\r\n42\r\n", machine.serial());

            browser.element("keys-button").click();
            browser.element("key-CapsLock").click();
            browser.await(
                    "the LED that the machine lit",
                    () -> browser.find("[data-testid='key-CapsLock'][data-lit='true']")
                                    .isEmpty()
                            ? null
                            : true);
            assertTrue(
                    device.log().stream().anyMatch(line -> line.contains("target.vnc - VNC connected")),
                    device.log().toString());
        }
    }

    /** By the places of the keys, which is what the page sends. */
    private static void type(Browser browser, char character) {
        int shifted = SHIFTED.indexOf(character);
        if (shifted < 0) {
            browser.type(character == '\n' ? Keys.ENTER.toString() : String.valueOf(character));
        } else {
            browser.actions()
                    .keyDown(Keys.SHIFT)
                    .sendKeys(KEYS.substring(shifted, shifted + 1))
                    .keyUp(Keys.SHIFT)
                    .perform();
        }
    }
}
