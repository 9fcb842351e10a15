// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

/**
 * Size and frame rate of video.
 *
 * @param width pixels, even, 2–8192
 * @param height pixels, even, 2–8192
 * @param framesPerSecond frames per second, above 0, at most 240
 */
public record VideoMode(int width, int height, double framesPerSecond) {

    private static final int MAX_SIDE = 8192;
    private static final double MAX_RATE = 240;

    public VideoMode {
        requireSide("width", width);
        requireSide("height", height);
        if (!(framesPerSecond > 0 && framesPerSecond <= MAX_RATE)) {
            throw new IllegalArgumentException("framesPerSecond must be above 0 and at most 240: " + framesPerSecond);
        }
    }

    private static void requireSide(String name, int value) {
        if (value < 2 || value > MAX_SIDE || value % 2 != 0) {
            throw new IllegalArgumentException(name + " must be even and within 2–" + MAX_SIDE + ": " + value);
        }
    }
}
