// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of the encoder. */
@ObjectClassDefinition(id = LibavVideoConfig.PID, name = "Baton video encoder", description = "H.264 encoder by libav.")
@interface LibavVideoConfig {

    String PID = "io.baton.video.libav";

    @AttributeDefinition(
            name = "Encoder",
            description = "Encoder library. A change takes effect when an encoder is next opened.",
            options = {
                @Option(value = "auto", label = "Automatic: the first of the following that works"),
                @Option(value = "h264_v4l2m2m", label = "V4L2 device (Raspberry Pi 4)"),
                @Option(value = "h264_vaapi", label = "VAAPI (graphics of Intel and AMD)"),
                @Option(value = "libx264", label = "libx264, if installed"),
                @Option(value = "libopenh264", label = "libopenh264")
            })
    String codec() default "auto";

    @AttributeDefinition(
            name = "Target bitrate (bits per second)",
            description =
                    "Bitrate until a consumer of the stream sets another, bits per second, 100000\u2013100000000.",
            min = "100000",
            max = "100000000")
    int bitrateBitsPerSecond() default 4_000_000;

    @AttributeDefinition(
            name = "Key frame interval (seconds)",
            description = "Longest time between key frames, seconds, 0.5\u20133600. A request yields one at once.",
            min = "0.5",
            max = "3600")
    double keyFrameIntervalSeconds() default 2;

    @AttributeDefinition(
            name = "Quality (percent)",
            description = "Share of the target bitrate that is used, percent, 10\u2013100.",
            min = "10",
            max = "100")
    int qualityPercent() default 100;

    @AttributeDefinition(
            name = "Frames per second",
            description = "The most frames that are encoded per second, 0\u2013240; 0 for as many as the source has.",
            min = "0",
            max = "240")
    double maxFramesPerSecond() default 0;

    @AttributeDefinition(
            name = "Slices per frame",
            description =
                    "Slices of a frame and threads that encode them, 1\u20138. A change takes effect when an encoder is"
                            + " next opened.",
            min = "1",
            max = "8")
    int slices() default 1;
}
