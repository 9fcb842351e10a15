// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * From a key in the browser to the decoded picture of the virtual target that shows the character: both times are taken
 * in the page, the first is that of the browser's event, the second that of the frame when it is presented.
 */
final class KeyToPicture {
    private static final int WARM_UP = 20;
    private static final int SHORTEST_PAUSE_MILLIS = 150;
    private static final int LONGEST_PAUSE_MILLIS = 350;
    private static final double FRAME_MILLIS = 1000.0 / 30;

    /** The row of the frame code that counts the characters typed. */
    private static final String WATCH = """
            const video = document.querySelector('video');
            const canvas = document.createElement('canvas');
            canvas.width = 256;
            canvas.height = 16;
            const context = canvas.getContext('2d', {willReadFrequently: true});
            const typed = () => {
              const left = Math.floor(video.videoWidth / 16) * 16 - 288;
              context.drawImage(video, left, 160, 256, 16, 0, 0, 256, 16);
              const rgba = context.getImageData(0, 8, 256, 1).data;
              let word = 0;
              for (let cell = 0; cell < 16; cell++) word = word * 2 + (rgba[(cell * 16 + 8) * 4 + 1] > 126 ? 1 : 0);
              return word;
            };
            window.keyToPicture = {pressedAt: [], shownAt: [], first: null, typed: 0};
            const state = window.keyToPicture;
            addEventListener('keydown', event => state.pressedAt.push(event.timeStamp), true);
            const frame = now => {
              const word = typed();
              state.first ??= word;
              for (state.typed = (word - state.first) & 0xffff; state.shownAt.length < state.typed;) {
                state.shownAt.push(now);
              }
              video.requestVideoFrameCallback(frame);
            };
            video.requestVideoFrameCallback(frame);
            """;

    private final int presses;

    KeyToPicture(int presses) {
        this.presses = presses;
    }

    void run() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        Histogram histogram = Storm.histogram();
        try (Device device = Device.start();
                Browser browser = Browser.open()) {
            browser.visit(device.address());
            browser.awaitPicture();
            browser.capture();
            browser.run(WATCH);
            for (int press = 0; press < WARM_UP + presses; press++) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
                browser.type("a");
                int expected = press + 1;
                browser.await(
                        "the picture that shows the key", () -> shown(browser).size() >= expected ? true : null);
            }
            List<Double> pressed = times(browser, "pressedAt");
            List<Double> shown = shown(browser);
            for (int press = WARM_UP; press < pressed.size(); press++) {
                histogram.recordValue((long) (1e6 * Math.max(0, shown.get(press) - pressed.get(press))));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "key in Chromium → decoded picture, ms: %s; p50 is %.1f frame times%n",
                Storm.line(histogram),
                Input.millis(histogram, 50) / FRAME_MILLIS);
    }

    private static List<Double> shown(Browser browser) {
        return times(browser, "shownAt");
    }

    private static List<Double> times(Browser browser, String name) {
        if (!(browser.run("return window.keyToPicture." + name) instanceof List<?> values)) {
            throw new IllegalStateException("no " + name);
        }
        return values.stream().map(value -> ((Number) value).doubleValue()).toList();
    }
}
