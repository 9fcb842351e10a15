// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.target.virtual.FrameCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Several viewers at once, joining and leaving. */
final class ViewersIT {
    private static final int VIEWERS = 10;
    private static final Pattern CLOSED = Pattern.compile(
            " closed.*\\b(remote|consent_lost|setup_failed|replaced|session_ended|protocol_error)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final String COUNT_SESSIONS =
            "return document.querySelectorAll(\"[data-testid='session-row']\").length";

    @Test
    void tenViewersWatchAndExactlyOneControls() throws Exception {
        try (Device device = Device.start();
                Browser browser = Browser.open()) {
            browser.visit(device.address());
            browser.awaitPicture();
            List<String> tabs = new ArrayList<>(List.of(browser.tabHandle()));
            while (tabs.size() < VIEWERS) {
                tabs.add(browser.newTab(device.address()));
                browser.awaitPicture();
            }
            int primaries = 0;
            for (String tabHandle : tabs) {
                browser.switchTo(tabHandle);
                long decoded = browser.stat("framesDecoded");
                browser.await("frames in every tab", () -> browser.stat("framesDecoded") > decoded + 5 ? true : null);
                browser.await("ten sessions in every list", () -> sessions(browser) == VIEWERS ? true : null);
                primaries += browser.state("mode").equals("primary") ? 1 : 0;
            }
            assertEquals(1, primaries);
        }
    }

    @Test
    void viewerJoiningMidStreamDecodesFromOneRequestedKeyFrame() throws Exception {
        // No periodic key frames within this test: only requested ones.
        Map<String, String> onRequestOnly =
                Map.of("io.baton.video.libav", "{\"keyFrameIntervalSeconds:Double\": 3600}");
        try (Device device = Device.start(onRequestOnly);
                Browser first = Browser.open();
                Browser second = Browser.open()) {
            first.visit(device.address());
            FrameCode start = first.awaitPicture();
            first.awaitFrameCode("a running stream", frameCode -> frameCode.frameNumber() > start.frameNumber() + 60);
            long keysBefore = first.stat("keyFramesDecoded");

            second.visit(device.address());
            FrameCode joined = second.awaitPicture();
            second.awaitFrameCode(
                    "its stream running", frameCode -> frameCode.frameNumber() > joined.frameNumber() + 30);
            long keys = second.stat("keyFramesDecoded");
            long requests = second.stat("pliCount");
            assertTrue(keys <= 1 + requests, keys + " key frames, one and " + requests + " that it requested");
            first.awaitFrameCode("the same moment", frameCode -> frameCode.frameNumber() > joined.frameNumber() + 30);
            long keysOfFirst = first.stat("keyFramesDecoded") - keysBefore;
            requests = second.stat("pliCount") + first.stat("pliCount");
            assertTrue(keysOfFirst <= 1 + requests, keysOfFirst + " key frames, one for both and " + requests);
        }
    }

    @Test
    void closedTabAndKilledBrowserLeaveForTheExpectedReasons() throws Exception {
        try (Device device = Device.start();
                Browser staying = Browser.open();
                Browser leaving = Browser.open()) {
            staying.visit(device.address());
            staying.awaitPicture();
            leaving.visit(device.address());
            leaving.awaitPicture();
            leaving.newTab(device.address());
            leaving.awaitPicture();
            staying.await("three sessions", () -> sessions(staying) == 3 ? true : null);

            leaving.closeTab();
            staying.await("two sessions after a tab closed", () -> sessions(staying) == 2 ? true : null);
            awaitCloseReasons(staying, device, List.of("REMOTE"));

            leaving.kill();
            staying.await("one session after a browser died", () -> sessions(staying) == 1 ? true : null);
            awaitCloseReasons(staying, device, List.of("REMOTE", "CONSENT_LOST"));
            assertTrue(staying.state("mode").equals("primary"));
        }
    }

    /** The reasons for which the device closed peers so far, in order, from its log. */
    private static List<String> closeReasons(Device device) {
        return device.log().stream()
                .map(CLOSED::matcher)
                .filter(Matcher::find)
                .map(closed -> closed.group(1).toUpperCase(Locale.ROOT))
                .toList();
    }

    /** The page may be told before the line of the log is read. */
    private static void awaitCloseReasons(Browser browser, Device device, List<String> expected) {
        browser.await("as many closed peers", () -> closeReasons(device).size() >= expected.size() ? true : null);
        assertEquals(expected, closeReasons(device));
    }

    private static long sessions(Browser browser) {
        return browser.run(COUNT_SESSIONS) instanceof Number number ? number.longValue() : 0;
    }
}
