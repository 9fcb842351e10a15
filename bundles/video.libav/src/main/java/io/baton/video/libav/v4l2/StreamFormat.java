// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.video.VideoMode;
import java.util.List;

/**
 * The format a device delivers frames in.
 *
 * @param pixels how samples lie in memory
 * @param width pixels, perhaps odd
 * @param height pixels, perhaps odd
 * @param strides bytes from one row to the next, for each piece of memory
 * @param color what the samples mean
 * @param framesPerSecond what the device promises
 */
record StreamFormat(
        PixelFormat pixels, int width, int height, List<Integer> strides, ColorCoding color, double framesPerSecond) {

    private static final int MAX_SIDE = 8192;
    private static final double MAX_RATE = 240;

    StreamFormat {
        if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE || strides.size() != pixels.buffers()) {
            throw new IllegalArgumentException("no such format: %s %dx%d".formatted(pixels, width, height));
        }
        strides = List.copyOf(strides);
    }

    /** The mode of the converted frames, whose sides are even. */
    VideoMode mode() {
        return mode(width, height, framesPerSecond);
    }

    static VideoMode mode(int width, int height, double framesPerSecond) {
        return new VideoMode(even(width), even(height), framesPerSecond > 0 ? Math.min(framesPerSecond, MAX_RATE) : 30);
    }

    private static int even(int side) {
        return side + 1 & ~1;
    }
}
