// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import java.util.Map;

/**
 * The settings of other bundles that JetKVM's clients see, with their defaults. A bundle does not see another one, so
 * that they stand here as well; a rule compares them with what the bundles declare.
 */
public final class Defaults {

    static final String VIDEO = "io.baton.video.libav";
    static final String CAPTURE = "io.baton.video.libav.v4l2";
    static final String GADGET = "io.baton.usb.gadget";
    static final String HID = "io.baton.hid.usb";
    static final String LOG = "io.baton.log.logback";
    static final String SIGNALLING = "io.baton.signalling.websocket";

    /** By PID and name. */
    public static final Map<String, Map<String, Object>> ALL = Map.of(
            VIDEO,
            Map.of("qualityPercent", 100),
            CAPTURE,
            Map.of("enabled", false, "edid", "", "sleepAfterSeconds", 0, "hideWithoutViewer", false),
            GADGET,
            Map.of(
                    "enabled",
                    false,
                    "massStorage",
                    true,
                    "vendorId",
                    "1d6b",
                    "productId",
                    "0104",
                    "manufacturer",
                    "Baton",
                    "product",
                    "KVM",
                    "serialNumber",
                    "0001",
                    "keyboard",
                    true,
                    "absolutePointer",
                    true,
                    "relativePointer",
                    true),
            HID,
            Map.of(
                    "pointerMapping", false,
                    "desktopWidthPixels", 1920,
                    "desktopHeightPixels", 1080,
                    "screenLeftPixels", 0,
                    "screenTopPixels", 0,
                    "screenWidthPixels", 1920,
                    "screenHeightPixels", 1080),
            LOG,
            Map.of("levels", "ROOT=INFO"),
            SIGNALLING,
            Map.of("loopbackOnly", true));

    private Defaults() {}

    static Object of(String pid, String name) {
        Object value = ALL.getOrDefault(pid, Map.of()).get(name);
        if (value == null) {
            throw new IllegalArgumentException(pid + " " + name);
        }
        return value;
    }
}
