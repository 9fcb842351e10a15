// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.util.Arrays;

/**
 * The server's desktop as it was last seen.
 *
 * <p>Threading. Written by one thread. Another one may read what the first published to it.
 */
public final class Framebuffer {

    private final int width;
    private final int height;
    private final int[] pixels;

    public Framebuffer(int width, int height) {
        this.width = width;
        this.height = height;
        pixels = new int[width * height];
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The live pixels, 0xRRGGBB with an undefined high byte, rows without padding. */
    public int[] pixels() {
        return pixels;
    }

    void fill(int x, int y, int w, int h, int pixel) {
        for (int row = y; row < y + h; row++) {
            int at = row * width + x;
            Arrays.fill(pixels, at, at + w, pixel);
        }
    }

    void row(int x, int y, int[] from, int w) {
        System.arraycopy(from, 0, pixels, y * width + x, w);
    }

    void copy(int fromX, int fromY, int x, int y, int w, int h) {
        boolean down = y > fromY;
        for (int i = 0; i < h; i++) {
            int line = down ? h - 1 - i : i;
            System.arraycopy(pixels, (fromY + line) * width + fromX, pixels, (y + line) * width + x, w);
        }
    }
}
