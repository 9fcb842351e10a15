// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the virtual target computer. */
@ObjectClassDefinition(
        id = VirtualTargetConfig.PID,
        name = "Baton virtual target",
        description = "A virtual target computer for devices without hardware.")
@interface VirtualTargetConfig {

    String PID = "io.baton.target.virtual";

    @AttributeDefinition(
            name = "Screen width (pixels)",
            description = "Width of the screen in pixels, even, 1024\u20133840.",
            min = "1024",
            max = "3840")
    int widthPixels() default 1280;

    @AttributeDefinition(
            name = "Screen height (pixels)",
            description = "Height of the screen in pixels, even, 600\u20132160.",
            min = "600",
            max = "2160")
    int heightPixels() default 720;

    @AttributeDefinition(
            name = "Frames per second",
            description = "Frames the screen delivers per second, 1\u2013120.",
            min = "1",
            max = "120")
    double framesPerSecond() default 30;

    @AttributeDefinition(
            name = "Boot text duration (milliseconds)",
            description = "How long the boot text is shown, milliseconds, 0\u201360000. Read at power-on.",
            min = "0",
            max = "60000")
    int bootMillis() default 3000;

    @AttributeDefinition(
            name = "Key repeat delay (milliseconds)",
            description =
                    "How long a key is held before it repeats, milliseconds, 0\u20135000; 0 for never. Read at power-on.",
            min = "0",
            max = "5000")
    int repeatDelayMillis() default 500;
}
