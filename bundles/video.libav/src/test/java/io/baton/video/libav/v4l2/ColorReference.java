// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

/** Colours by the formulas of ITU-R BT.601 and BT.709, in floating point, one pixel at a time. */
final class ColorReference {

    private ColorReference() {}

    /** Returns red, green and blue of 0 to 1, not clipped. */
    static double[] toRgb(double y, double u, double v, ColorCoding coding) {
        double luma = coding.fullRange() ? y / 255 : (y - 16) / 219;
        double blueness = coding.fullRange() ? (u - 128) / 255 : (u - 128) / 224;
        double redness = coding.fullRange() ? (v - 128) / 255 : (v - 128) / 224;
        ColorCoding.Matrix matrix = coding.matrix();
        double red = luma + 2 * (1 - matrix.red()) * redness;
        double blue = luma + 2 * (1 - matrix.blue()) * blueness;
        return new double[] {red, (luma - matrix.red() * red - matrix.blue() * blue) / matrix.green(), blue};
    }

    /** Returns luma and chroma of BT.709, limited range, not rounded. */
    static double[] toTarget(double... rgb) {
        double luma = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
        return new double[] {
            clip(16 + 219 * luma),
            clip(128 + 224 * (rgb[2] - luma) / 1.8556),
            clip(128 + 224 * (rgb[0] - luma) / 1.5748)
        };
    }

    private static double clip(double value) {
        return Math.max(0, Math.min(255, value));
    }
}
