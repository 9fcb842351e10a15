// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.target.virtual.FrameCode;
import java.util.Map;
import java.util.regex.Pattern;

/** A primary at the page beside an attack, which may affect neither its video, its keys nor the log. */
final class WorkingPrimary implements AutoCloseable {
    private static final int FRAMES = 8;

    /**
     * A fault of Jetty 12 (jetty.project issue 12939): two of its threads release the buffer of a connection that ends
     * in the middle of a request. The connection is gone by then.
     */
    private static final Pattern JETTY_12939 =
            Pattern.compile("QueuedThreadPool - Job failed \\| \\S*IllegalStateException: already released");

    /** A stack trace or the name of an exception in a log line. */
    private static final Pattern TRACE =
            Pattern.compile("\\bat [a-z]+(\\.[A-Za-z0-9_$]+)+\\(|[a-z]\\.[A-Za-z]*(Exception|Error)\\b");

    final Device device;
    final Browser browser;
    private final String tabHandle;
    private int typed;

    private WorkingPrimary(Device device, Browser browser) {
        this.device = device;
        this.browser = browser;
        tabHandle = browser.tabHandle();
    }

    /** Starts a device with these configuration files and a browser that is primary. */
    static WorkingPrimary start(Map<String, String> configs) throws Exception {
        Device device = Device.start(configs);
        try {
            Browser browser = Browser.open();
            WorkingPrimary primary = new WorkingPrimary(device, browser);
            browser.visit(device.address());
            browser.awaitPicture();
            browser.awaitState("mode", "primary");
            browser.awaitState("hid", "ready");
            browser.capture();
            primary.assertUnaffected();
            return primary;
        } catch (Exception | Error e) {
            device.close();
            throw e;
        }
    }

    /** Asserts that the video runs without loss, control has not moved, and a key pressed now arrives, and only it. */
    void assertUnaffected() {
        browser.switchTo(tabHandle);
        assertEquals("primary", browser.state("mode"));
        FrameCode now = browser.awaitPicture();
        assertEquals(typed, now.typed(), "no other key arrived");
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

    /** Opens a tab of the device's origin without its page, for scripts of an attack; it becomes the present one. */
    void openEmptyTab() {
        browser.newTab(device.address().resolve("/robots.txt"));
    }

    /** Closes both; the log must have neither an exception nor a stack trace. */
    @Override
    public void close() {
        browser.close();
        device.close();
        for (String line : device.log()) {
            boolean trace =
                    TRACE.matcher(line).find() && !JETTY_12939.matcher(line).find();
            assertTrue(!trace && !line.contains(" ERROR "), line);
        }
    }
}
