// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import java.util.Optional;

/**
 * The configured values.
 *
 * @param devicePath the node; empty for the first capture device
 * @param family the only formats to use; empty for all
 * @param width wanted pixels; 0 for those of the signal, or the best
 * @param height wanted pixels; 0 for those of the signal, or the best
 * @param framesPerSecond wanted rate; 0 for that of the signal, or the best
 * @param edid what the target is told of the display; empty leaves what is there
 */
record CaptureSettings(
        String devicePath,
        Optional<PixelFormat.Family> family,
        int width,
        int height,
        double framesPerSecond,
        Optional<Edid> edid) {

    static final int MAX_SIDE = 8192;
    static final double MAX_RATE = 240;

    /** @throws IllegalArgumentException for an EDID that is none, or a file that cannot be read */
    static CaptureSettings of(V4l2Config config) {
        String format = config.format();
        return new CaptureSettings(
                config.devicePath().strip(),
                switch (format) {
                    case "nv12" -> Optional.of(PixelFormat.Family.NV12);
                    case "yuyv" -> Optional.of(PixelFormat.Family.YUYV);
                    case "rgb" -> Optional.of(PixelFormat.Family.RGB);
                    case "mjpeg" -> Optional.of(PixelFormat.Family.MJPEG);
                    default -> Optional.empty();
                },
                Math.clamp(config.widthPixels(), 0, MAX_SIDE),
                Math.clamp(config.heightPixels(), 0, MAX_SIDE),
                Math.clamp(config.framesPerSecond(), 0, MAX_RATE),
                Edid.parse(config.edid()));
    }

    boolean allows(PixelFormat pixels) {
        return family.isEmpty() || family.get() == pixels.family();
    }
}
