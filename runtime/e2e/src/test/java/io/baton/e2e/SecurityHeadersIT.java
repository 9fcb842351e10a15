// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Headers that protect a browser, on every response whatever bundle wrote it (S12). */
final class SecurityHeadersIT {

    /** Console pages whose content their own scripts make. */
    private static final List<String> CONSOLE_PAGES = List.of("bundles", "components", "configMgr");

    private static Device device;

    @BeforeAll
    static void open() throws Exception {
        device = Device.start();
    }

    @AfterAll
    static void close() {
        device.close();
    }

    @Test
    void everyResponseForbidsFramingAndForeignContent() throws IOException {
        Http http = new Http(device.address());
        for (String path : List.of(
                "/",
                "/device",
                "/device/status",
                "/webrtc/session",
                "/static/nothing.js",
                "/nothing",
                "/system/console",
                "/system/console/res/ui/webconsole.css")) {
            Http.Response response = http.get(path);
            String policy = response.header("Content-Security-Policy");
            assertTrue(policy.contains("default-src 'none'"), path + ": " + policy);
            assertTrue(policy.contains("frame-ancestors 'none'"), path + ": " + policy);
            assertEquals("DENY", response.header("X-Frame-Options"), path);
            assertEquals("nosniff", response.header("X-Content-Type-Options"), path);
        }
    }

    @Test
    void webConsoleWorksUnderItsPolicy() throws Exception {
        URI console = device.address().resolve("/system/console/");
        try (Browser browser = Browser.open()) {
            for (String page : CONSOLE_PAGES) {
                browser.visit(console.resolve(page));
                browser.await(
                        page, () -> browser.find("#content table tbody tr").size() > 3 ? page : null);
                browser.screenshot("console-" + page);
            }
        }
    }
}
