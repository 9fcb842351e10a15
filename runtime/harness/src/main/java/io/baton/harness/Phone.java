// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A phone's screen and keyboard, emulated in the present tab of a {@link Browser}. Positions are CSS pixels. */
public final class Phone {
    private static final int FINGERS = 5;
    private static final int TAP_MILLIS = 50;

    private final Browser browser;

    private Phone(Browser browser) {
        this.browser = browser;
    }

    /** Gives the present tab a touch screen of this size; the page is to be loaded after it. */
    public static Phone emulate(Browser browser, int width, int height) {
        browser.devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", true));
        browser.devTools("Emulation.setTouchEmulationEnabled", Map.of("enabled", true, "maxTouchPoints", FINGERS));
        return new Phone(browser);
    }

    /** A finger on the screen. */
    public record Finger(int id, double x, double y) {}

    /** Puts fingers down: those that are down already are among them. */
    public void down(Finger... fingers) {
        send("touchStart", fingers);
    }

    /** Moves the fingers that are down. */
    public void move(Finger... fingers) {
        send("touchMove", fingers);
    }

    /** Lifts all fingers. */
    public void up() {
        send("touchEnd");
    }

    /** Taps; by one call, since the page takes a finger that stays down for half a second for a long press. */
    public void tap(double x, double y) {
        browser.devTools(
                "Input.synthesizeTapGesture",
                Map.of("x", x, "y", y, "duration", TAP_MILLIS, "gestureSourceType", "touch"));
    }

    /** The system takes the touch away. */
    public void cancel() {
        send("touchCancel");
    }

    /** Text of the phone's keyboard: an input event without a key. */
    public void write(String text) {
        browser.devTools("Input.insertText", Map.of("text", text));
    }

    /** Text that the phone's keyboard composes, and may replace until {@link #write}. */
    public void compose(String text) {
        browser.devTools(
                "Input.imeSetComposition",
                Map.of("text", text, "selectionStart", text.length(), "selectionEnd", text.length()));
    }

    private void send(String type, Finger... fingers) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (Finger finger : fingers) {
            points.add(Map.of("id", finger.id(), "x", finger.x(), "y", finger.y()));
        }
        browser.devTools("Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", points));
    }
}
