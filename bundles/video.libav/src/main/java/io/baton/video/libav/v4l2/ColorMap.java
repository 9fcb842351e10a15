// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

/**
 * Changes luma and chroma of any coding to BT.709 of limited range, in place. Chroma of another matrix shifts the luma
 * of its four pixels; luma never changes chroma.
 *
 * <p>The loops are in the form that the JVM turns into vector instructions: no tables, no branches.
 *
 * <p>Threading. One thread.
 */
final class ColorMap {

    private static final int SHIFT = 16;
    private static final double ONE = 1 << SHIFT;
    private static final int HALF = 1 << (SHIFT - 1);
    private static final int BLACK = 16;
    private static final int GREY = 128;

    private final boolean identity;
    private final boolean sameMatrix;
    private final int luma;
    private final int lumaByU;
    private final int lumaByV;
    private final int lumaOffset;
    private final int uByU;
    private final int uByV;
    private final int uOffset;
    private final int vByU;
    private final int vByV;
    private final int vOffset;
    private int[] shifts = {};

    ColorMap(ColorCoding from) {
        identity = from.equals(ColorCoding.TARGET);
        sameMatrix = from.matrix() == ColorCoding.TARGET.matrix();
        ColorCoding.Matrix source = from.matrix();
        ColorCoding.Matrix target = ColorCoding.TARGET.matrix();
        // from the numbers of the source to those of the target
        double lumaScale = from.fullRange() ? 219 / 255.0 : 1;
        double chromaScale = from.fullRange() ? 1 / 255.0 : 1 / 224.0;
        // what a unit of chroma adds to red, green and blue
        double redByV = 2 * (1 - source.red());
        double blueByU = 2 * (1 - source.blue());
        double greenByU = -source.blue() * blueByU / source.green();
        double greenByV = -source.red() * redByV / source.green();
        double toLumaByU = target.green() * greenByU + target.blue() * blueByU;
        double toLumaByV = target.red() * redByV + target.green() * greenByV;
        double toU = 1 / (2 * (1 - target.blue()));
        double toV = 1 / (2 * (1 - target.red()));
        luma = fixed(lumaScale);
        lumaByU = fixed(toLumaByU * chromaScale * 219);
        lumaByV = fixed(toLumaByV * chromaScale * 219);
        lumaOffset = (BLACK << SHIFT) + HALF - (from.fullRange() ? 0 : BLACK) * luma - GREY * (lumaByU + lumaByV);
        uByU = fixed((blueByU - toLumaByU) * toU * chromaScale * 224);
        uByV = fixed(-toLumaByV * toU * chromaScale * 224);
        uOffset = (GREY << SHIFT) + HALF - GREY * (uByU + uByV);
        vByU = fixed(-toLumaByU * toV * chromaScale * 224);
        vByV = fixed((redByV - toLumaByV) * toV * chromaScale * 224);
        vOffset = (GREY << SHIFT) + HALF - GREY * (vByU + vByV);
    }

    /** Whether nothing has to be changed. */
    boolean isIdentity() {
        return identity;
    }

    /** Changes two rows of luma and the row of chroma that belongs to both. */
    void apply(byte[] upper, byte[] lower, byte[] u, byte[] v, int chromaWidth) {
        if (identity) {
            return;
        }
        int width = 2 * chromaWidth;
        if (sameMatrix) {
            scale(upper, width);
            scale(lower, width);
        } else {
            if (shifts.length < width) {
                shifts = new int[width];
            }
            for (int i = 0; i < chromaWidth; i++) {
                int shift = lumaByU * (u[i] & 0xFF) + lumaByV * (v[i] & 0xFF) + lumaOffset;
                shifts[2 * i] = shift;
                shifts[2 * i + 1] = shift;
            }
            shift(upper, shifts, width);
            shift(lower, shifts, width);
        }
        chroma(u, v, chromaWidth);
    }

    private void scale(byte[] row, int width) {
        int factor = luma;
        int offset = lumaOffset + GREY * (lumaByU + lumaByV);
        for (int i = 0; i < width; i++) {
            int value = (factor * (row[i] & 0xFF) + offset) >> SHIFT;
            row[i] = (byte) Math.max(0, Math.min(value, 255));
        }
    }

    private void shift(byte[] row, int[] shift, int width) {
        int factor = luma;
        for (int i = 0; i < width; i++) {
            int value = (factor * (row[i] & 0xFF) + shift[i]) >> SHIFT;
            row[i] = (byte) Math.max(0, Math.min(value, 255));
        }
    }

    private void chroma(byte[] u, byte[] v, int width) {
        for (int i = 0; i < width; i++) {
            int us = u[i] & 0xFF;
            int vs = v[i] & 0xFF;
            int nextU = (uByU * us + uByV * vs + uOffset) >> SHIFT;
            int nextV = (vByU * us + vByV * vs + vOffset) >> SHIFT;
            u[i] = (byte) Math.max(0, Math.min(nextU, 255));
            v[i] = (byte) Math.max(0, Math.min(nextV, 255));
        }
    }

    private static int fixed(double value) {
        return (int) Math.rint(value * ONE);
    }
}
