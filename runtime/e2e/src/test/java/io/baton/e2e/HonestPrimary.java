// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.target.virtual.FrameCode;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An honest person in control, beside whom others misbehave: nothing of it may reach the picture, the keys or the log.
 */
final class HonestPrimary implements AutoCloseable {
    private static final int FRAMES = 8;

    /** A trace of the stack, or an exception by name, in a line of the log. */
    private static final Pattern TRACE =
            Pattern.compile("\\bat [a-z]+(\\.[A-Za-z0-9_$]+)+\\(|[a-z]\\.[A-Za-z]*(Exception|Error)\\b");

    final Device device;
    final Browser browser;
    private final String tab;
    private int typed;

    private HonestPrimary(Device device, Browser browser) {
        this.device = device;
        this.browser = browser;
        tab = browser.tab();
    }

    /** Starts a device with these configuration files and a browser that watches it and has control. */
    static HonestPrimary beside(Map<String, String> configs) throws Exception {
        Device device = Device.start(configs);
        try {
            Browser browser = Browser.open();
            HonestPrimary bystander = new HonestPrimary(device, browser);
            browser.visit(device.address());
            browser.awaitPicture();
            browser.awaitState("mode", "primary");
            browser.awaitState("hid", "ready");
            browser.capture();
            bystander.noticesNothing();
            return bystander;
        } catch (Exception | Error e) {
            device.close();
            throw e;
        }
    }

    /** The picture runs, nothing was lost, control is where it was, and a key pressed now arrives, and only it. */
    void noticesNothing() {
        browser.turnTo(tab);
        assertEquals("primary", browser.state("mode"));
        FrameCode now = browser.awaitPicture();
        assertEquals(typed, now.typed(), "nobody else typed");
        browser.type("k");
        typed++;
        FrameCode after = browser.awaitFrameCode(
                "the picture going on, with the key in it",
                frameCode -> frameCode.frameNumber() > now.frameNumber() + FRAMES && frameCode.typed() != now.typed());
        assertEquals(typed, after.typed(), "one key, once");
        assertEquals('k', after.lastTyped() & 0xFF);
        assertEquals(0, browser.stat("packetsLost"), "nothing was lost");
        assertEquals("primary", browser.state("mode"));
    }

    /** Opens a tab of the device's origin without its page, for scripts that misbehave; it becomes the present one. */
    void openEmptyTab() {
        browser.newTab(device.address().resolve("/robots.txt"));
    }

    /** The end: whatever happened, no exception and no trace of the stack was worth a line in the log. */
    @Override
    public void close() {
        browser.close();
        device.close();
        for (String line : device.log()) {
            assertTrue(!TRACE.matcher(line).find() && !line.contains(" ERROR "), line);
        }
    }
}
