// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of the capture device. */
@ObjectClassDefinition(
        id = V4l2Config.PID,
        name = "Baton video capture",
        description = "The capture device, by V4L2. A change opens the device again.")
@interface V4l2Config {

    String PID = "io.baton.video.libav.v4l2";

    @AttributeDefinition(
            name = "Enabled",
            description = "Whether the picture comes from a capture device. Off, it is that of the virtual target.")
    boolean enabled() default false;

    @AttributeDefinition(
            name = "Device",
            description = "Node such as /dev/video0; empty for the first capture device.",
            required = false)
    String devicePath() default "";

    @AttributeDefinition(
            name = "Format",
            description = "What the device is to deliver.",
            options = {
                @Option(value = "auto", label = "Automatic: the best size and rate, then the cheapest format"),
                @Option(value = "nv12", label = "NV12 or YU12: 12 bits per pixel"),
                @Option(value = "yuyv", label = "YUYV, UYVY or NV16: 16 bits per pixel"),
                @Option(value = "rgb", label = "RGB: 24 or 32 bits per pixel"),
                @Option(value = "mjpeg", label = "MJPEG: compressed, for USB grabbers")
            })
    String format() default "auto";

    @AttributeDefinition(
            name = "Width (pixels)",
            description =
                    "Width of a grabber's picture in pixels, 0\u20138192; 0 for the best up to 1920. An HDMI receiver has"
                            + " that of its signal.",
            min = "0",
            max = "8192")
    int widthPixels() default 0;

    @AttributeDefinition(
            name = "Height (pixels)",
            description =
                    "Height of a grabber's picture in pixels, 0\u20138192; 0 for the best up to 1080. An HDMI receiver has"
                            + " that of its signal.",
            min = "0",
            max = "8192")
    int heightPixels() default 0;

    @AttributeDefinition(
            name = "Frames per second",
            description = "Most frames per second, 0\u2013240; 0 for those of the signal, or the best up to 60.",
            min = "0",
            max = "240")
    double framesPerSecond() default 0;

    @AttributeDefinition(
            name = "EDID",
            description =
                    "What the target is told of its display: hexadecimal digits, or the absolute path of a file. Empty"
                            + " leaves what the device has.",
            required = false)
    String edid() default "";

    @AttributeDefinition(
            name = "Sleep without a viewer after (s)",
            description = "Seconds without a viewer after which the device is closed until there is one, 0\u201386400;"
                    + " 0 for never. Recordings and media servers are viewers.",
            min = "0",
            max = "86400")
    int sleepAfterSeconds() default 0;

    @AttributeDefinition(
            name = "Hide the display without a viewer",
            description =
                    "Whether the target sees no display while there is no viewer, so that its windows move to its others."
                            + " An HDMI receiver with an EDID of this configuration does that.")
    boolean hideWithoutViewer() default false;
}
