// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the HID output. */
@ObjectClassDefinition(
        name = "Baton HID output",
        description = "Where the captured screen is on a target with several. A change applies at once.")
@interface HidConfig {

    String PID = "io.baton.hid.usb";

    @AttributeDefinition(
            name = "Several screens",
            description =
                    "Whether the target has several screens of which one is captured, so that positions of the absolute"
                            + " pointer are mapped to that one.")
    boolean pointerMapping() default false;

    @AttributeDefinition(
            name = "Desktop width (pixels)",
            description = "Width of all screens together in pixels of the target, 1\u201365535.",
            min = "1",
            max = "65535")
    int desktopWidthPixels() default 1920;

    @AttributeDefinition(
            name = "Desktop height (pixels)",
            description = "Height of all screens together in pixels of the target, 1\u201365535.",
            min = "1",
            max = "65535")
    int desktopHeightPixels() default 1080;

    @AttributeDefinition(
            name = "Screen: left edge (pixels)",
            description = "Left edge of the captured screen within the desktop in pixels of the target, 0\u201365535.",
            min = "0",
            max = "65535")
    int screenLeftPixels() default 0;

    @AttributeDefinition(
            name = "Screen: upper edge (pixels)",
            description = "Upper edge of the captured screen within the desktop in pixels of the target, 0\u201365535.",
            min = "0",
            max = "65535")
    int screenTopPixels() default 0;

    @AttributeDefinition(
            name = "Screen width (pixels)",
            description = "Width of the captured screen in pixels of the target, 1\u201365535.",
            min = "1",
            max = "65535")
    int screenWidthPixels() default 1920;

    @AttributeDefinition(
            name = "Screen height (pixels)",
            description = "Height of the captured screen in pixels of the target, 1\u201365535.",
            min = "1",
            max = "65535")
    int screenHeightPixels() default 1080;
}
