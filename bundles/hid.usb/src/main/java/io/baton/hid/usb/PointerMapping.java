// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.HidEvent;

/**
 * Where the captured screen is on a target with several: the absolute pointer of USB spans all of them (HID Usage
 * Tables, section 4), the picture is one. Clients send positions within the picture.
 *
 * @param scaleX width of the screen as a part of the whole, 0–1
 * @param scaleY height of the screen as a part of the whole, 0–1
 * @param offsetX left edge of the screen, in units of the axis
 * @param offsetY upper edge of the screen, in units of the axis
 */
record PointerMapping(double scaleX, double scaleY, double offsetX, double offsetY) {

    static final int AXIS_MAX = 32_767;

    /** One screen. */
    static final PointerMapping NONE = new PointerMapping(1, 1, 0, 0);

    /**
     * Returns the mapping of a configuration.
     *
     * @throws IllegalArgumentException when the screen is empty or not within the whole
     */
    static PointerMapping of(HidConfig config) {
        if (!config.pointerMapping()) {
            return NONE;
        }
        int width = config.desktopWidthPixels();
        int height = config.desktopHeightPixels();
        if (config.screenWidthPixels() < 1
                || config.screenHeightPixels() < 1
                || config.screenLeftPixels() < 0
                || config.screenTopPixels() < 0
                || (long) config.screenLeftPixels() + config.screenWidthPixels() > width
                || (long) config.screenTopPixels() + config.screenHeightPixels() > height) {
            throw new IllegalArgumentException("the screen is not within the desktop");
        }
        return new PointerMapping(
                (double) config.screenWidthPixels() / width,
                (double) config.screenHeightPixels() / height,
                (double) config.screenLeftPixels() / width * AXIS_MAX,
                (double) config.screenTopPixels() / height * AXIS_MAX);
    }

    /** Returns the event for the whole; others than positions stay as they are. */
    HidEvent apply(HidEvent event) {
        return event instanceof HidEvent.Pointer(int x, int y, int buttons) && !equals(NONE)
                ? new HidEvent.Pointer(map(x, scaleX, offsetX), map(y, scaleY, offsetY), buttons)
                : event;
    }

    private static int map(int position, double scale, double offset) {
        return Math.clamp(Math.round(offset + position * scale), 0, AXIS_MAX);
    }
}
