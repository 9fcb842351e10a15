// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.screenshot;

import java.nio.ByteBuffer;

/**
 * A picture in planar YUV 4:2:0 that is read as rows of RGB.
 *
 * @param planes Y, U, V; each begins at position 0
 * @param strides bytes of a row of each plane
 * @param colors how YUV becomes RGB
 */
record Picture(ByteBuffer[] planes, int[] strides, int width, int height, Colors colors) {

    private static final int BYTE = 0xFF;
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    private static final int NEUTRAL = 128;

    /** The frame of a source: BT.709, limited range, rows without padding. */
    static Picture ofFrame(ByteBuffer i420, int width, int height) {
        int luma = width * height;
        ByteBuffer[] planes = {i420.slice(0, luma), i420.slice(luma, luma / 4), i420.slice(luma + luma / 4, luma / 4)};
        return new Picture(planes, new int[] {width, width / 2, width / 2}, width, height, Colors.BT709);
    }

    /**
     * Factors of the conversion (ITU-T H.273, 8.3), times 2^16.
     *
     * @param black value of Y for black
     */
    record Colors(int black, int luma, int redV, int greenU, int greenV, int blueU) {

        static final Colors BT709 = of(0.2126, 0.0722, false);

        /** @param red K_R of the matrix, {@code blue} its K_B */
        static Colors of(double red, double blue, boolean full) {
            double green = 1 - red - blue;
            double scaleY = full ? 1 : 255.0 / 219;
            double scaleC = full ? 1 : 255.0 / 224;
            return new Colors(
                    full ? 0 : 16,
                    fixed(scaleY),
                    fixed(2 * (1 - red) * scaleC),
                    fixed(-2 * blue * (1 - blue) / green * scaleC),
                    fixed(-2 * red * (1 - red) / green * scaleC),
                    fixed(2 * (1 - blue) * scaleC));
        }

        private static int fixed(double value) {
            return (int) Math.round(value * (1 << BITS));
        }
    }

    /** Writes a row as R, G, B for each pixel. */
    void row(int y, byte[] rgb) {
        int at = 0;
        int lumaRow = y * strides[0];
        int rowU = y / 2 * strides[1];
        int rowV = y / 2 * strides[2];
        for (int x = 0; x < width; x++) {
            int luma = ((planes[0].get(lumaRow + x) & BYTE) - colors.black) * colors.luma + HALF;
            int u = (planes[1].get(rowU + x / 2) & BYTE) - NEUTRAL;
            int v = (planes[2].get(rowV + x / 2) & BYTE) - NEUTRAL;
            rgb[at++] = clamped(luma + colors.redV * v);
            rgb[at++] = clamped(luma + colors.greenU * u + colors.greenV * v);
            rgb[at++] = clamped(luma + colors.blueU * u);
        }
    }

    private static byte clamped(int fixed) {
        return (byte) Math.clamp(fixed >> BITS, 0, BYTE);
    }
}
