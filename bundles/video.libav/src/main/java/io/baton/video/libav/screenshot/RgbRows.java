// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.screenshot;

/**
 * The rows of a picture, made smaller if need be: each pixel is the mean of those that it stands for. Not thread-safe.
 */
final class RgbRows {

    private static final int CHANNELS = 3;
    private static final int BYTE = 0xFF;

    private final Picture picture;
    private final int width;
    private final int height;
    private final byte[] source;
    private final int[] sums;

    /** @param maxWidth pixels, at least 1 */
    RgbRows(Picture picture, int maxWidth) {
        this.picture = picture;
        width = Math.min(maxWidth, picture.width());
        height = width == picture.width()
                ? picture.height()
                : Math.max(1, (int) Math.round((double) picture.height() * width / picture.width()));
        source = new byte[CHANNELS * picture.width()];
        sums = new int[CHANNELS * width];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Writes a row as R, G, B for each pixel. */
    void row(int y, byte[] rgb) {
        if (width == picture.width()) {
            picture.row(y, rgb);
            return;
        }
        int first = edge(y, picture.height(), height);
        int last = Math.max(first + 1, edge(y + 1, picture.height(), height));
        java.util.Arrays.fill(sums, 0);
        for (int row = first; row < last; row++) {
            picture.row(row, source);
            for (int x = 0; x < width; x++) {
                add(x);
            }
        }
        for (int x = 0; x < width; x++) {
            int pixels = (last - first) * (edge(x + 1, picture.width(), width) - edge(x, picture.width(), width));
            for (int channel = 0; channel < CHANNELS; channel++) {
                int at = CHANNELS * x + channel;
                rgb[at] = (byte) ((sums[at] + pixels / 2) / pixels);
            }
        }
    }

    private void add(int x) {
        int end = CHANNELS * edge(x + 1, picture.width(), width);
        for (int at = CHANNELS * edge(x, picture.width(), width); at < end; at += CHANNELS) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                sums[CHANNELS * x + channel] += source[at + channel] & BYTE;
            }
        }
    }

    private static int edge(int at, int from, int to) {
        return (int) ((long) at * from / to);
    }
}
