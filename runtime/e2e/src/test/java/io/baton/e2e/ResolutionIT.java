// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.harness.WebConsole;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** An administrator changes the target's resolution in the Web Console while a viewer is connected. */
final class ResolutionIT {
    private static final String WIDTH = "return document.querySelector('video').videoWidth";

    @Test
    void newResolutionIsShownOnTheSameConnection() throws Exception {
        try (Device device = Device.start();
                Browser browser = Browser.open()) {
            browser.visit(device.address());
            browser.awaitPicture();
            assertEquals(1280L, browser.run(WIDTH));

            assertEquals(302, post(device));
            browser.await("a picture of 1920 pixels", () -> Objects.equals(browser.run(WIDTH), 1920L) ? true : null);
            browser.awaitFrameCode("its frameCode", frameCode -> true);
            assertEquals(1L, browser.run("return window.testPeers.length"), "no new connection was made");
            browser.awaitState("connection", "live");

            browser.capture();
            browser.type("full hd");
            browser.awaitFrameCode("typing goes on", frameCode -> frameCode.typed() == 7);
        }
    }

    @Test
    void shellCommandChangesTheResolution() throws Exception {
        try (Device device = Device.startWithShell();
                Browser browser = Browser.open()) {
            browser.visit(device.address());
            browser.awaitPicture();
            device.command("target:mode 1024x768@30");
            browser.await("a picture of 1024 pixels", () -> Objects.equals(browser.run(WIDTH), 1024L) ? true : null);
            assertEquals(1L, browser.run("return window.testPeers.length"), "no new connection was made");
        }
    }

    private static int post(Device device) throws IOException, InterruptedException {
        return new WebConsole(device.address())
                .configure("io.baton.target.virtual", Map.of("widthPixels", 1920, "heightPixels", 1080));
    }
}
