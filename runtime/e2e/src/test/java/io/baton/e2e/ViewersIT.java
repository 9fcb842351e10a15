// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.target.virtual.FrameCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several people at once, coming and going. */
final class ViewersIT {
    private static final int VIEWERS = 10;
    private static final String COUNT_PEOPLE =
            "return document.querySelectorAll(\"[data-testid='session-row']\").length";

    @Test
    void tenWatchAtOnceAndExactlyOneControls() throws Exception {
        try (Device device = Device.start();
                Browser browser = Browser.open()) {
            browser.visit(device.address());
            browser.awaitPicture();
            List<String> tabs = new ArrayList<>(List.of(browser.tab()));
            while (tabs.size() < VIEWERS) {
                tabs.add(browser.newTab(device.address()));
                browser.awaitPicture();
            }
            int primaries = 0;
            for (String tab : tabs) {
                browser.turnTo(tab);
                long decoded = browser.stat("framesDecoded");
                browser.await("frames in every tab", () -> browser.stat("framesDecoded") > decoded + 5 ? true : null);
                browser.await("ten people in every list", () -> people(browser) == VIEWERS ? true : null);
                primaries += browser.state("mode").equals("primary") ? 1 : 0;
            }
            assertEquals(1, primaries);
        }
    }

    @Test
    void whoJoinsMidStreamGetsAPictureFromOneRequestedKeyFrame() throws Exception {
        // No key pictures by the clock within this test: only those somebody asked for.
        Map<String, String> onRequestOnly =
                Map.of("io.baton.video.libav", "{\"keyFrameIntervalSeconds:Double\": 3600}");
        try (Device device = Device.start(onRequestOnly);
                Browser first = Browser.open();
                Browser second = Browser.open()) {
            first.visit(device.address());
            FrameCode start = first.awaitPicture();
            first.awaitStamp("a running stream", stamp -> stamp.frameNumber() > start.frameNumber() + 60);
            long keysBefore = first.stat("keyFramesDecoded");

            second.visit(device.address());
            FrameCode joined = second.awaitPicture();
            second.awaitStamp("its stream running", stamp -> stamp.frameNumber() > joined.frameNumber() + 30);
            assertEquals(1, second.stat("keyFramesDecoded"), "one key picture was enough");
            assertEquals(0, second.stat("pliCount"), "it did not have to ask again");
            first.awaitStamp("the same moment", stamp -> stamp.frameNumber() > joined.frameNumber() + 30);
            assertEquals(keysBefore + 1, first.stat("keyFramesDecoded"), "and it was one for everybody");
        }
    }

    @Test
    void aClosedTabIsNoticedAtOnceAndAKilledBrowserWithinTenSeconds() throws Exception {
        try (Device device = Device.start();
                Browser stays = Browser.open();
                Browser leaves = Browser.open()) {
            stays.visit(device.address());
            stays.awaitPicture();
            leaves.visit(device.address());
            leaves.awaitPicture();
            leaves.newTab(device.address());
            leaves.awaitPicture();
            stays.await("three people", () -> people(stays) == 3 ? true : null);

            leaves.closeTab();
            stays.await("two people after a tab closed", () -> people(stays) == 2 ? true : null);

            long killedAt = System.nanoTime();
            leaves.kill();
            stays.await("one person after a browser died", () -> people(stays) == 1 ? true : null);
            Duration noticed = Duration.ofNanos(System.nanoTime() - killedAt);
            System.out.println("a killed browser was noticed after " + noticed.toMillis() + " ms");
            assertTrue(stays.state("mode").equals("primary"));
        }
    }

    private static long people(Browser browser) {
        return browser.run(COUNT_PEOPLE) instanceof Number number ? number.longValue() : 0;
    }
}
