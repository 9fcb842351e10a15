// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of the encoder. */
@ObjectClassDefinition(
        id = LibavVideoConfig.PID,
        name = "Baton video encoder",
        description = "H.264 by libav. A change takes effect when an encoder is next opened.")
@interface LibavVideoConfig {

    String PID = "io.baton.video.libav";

    @AttributeDefinition(
            description = "Encoder: auto takes libx264 if it is installed, else libopenh264.",
            options = {@Option(value = "auto"), @Option(value = "libopenh264"), @Option(value = "libx264")})
    String codec() default "auto";

    @AttributeDefinition(
            description = "Target until somebody asks for another, bits per second, 100000\u2013100000000.",
            min = "100000",
            max = "100000000")
    int bitrate() default 4_000_000;

    @AttributeDefinition(
            description =
                    "Longest time between key pictures, seconds, 0.5\u20133600. Viewers that ask get one at once.",
            min = "0.5",
            max = "3600")
    double keyFrameIntervalSeconds() default 2;

    @AttributeDefinition(
            description = "Slices of a picture and threads that encode them, 1\u20138.",
            min = "1",
            max = "8")
    int slices() default 1;
}
