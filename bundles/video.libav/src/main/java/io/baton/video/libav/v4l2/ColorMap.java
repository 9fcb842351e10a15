// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

/**
 * Changes luma and chroma of any coding to BT.709 of limited range, in place. Chroma of another matrix shifts the luma
 * of its four pixels; luma never changes chroma.
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
    private final int[] luma = new int[256];
    private final int[] lumaByU = new int[256];
    private final int[] lumaByV = new int[256];
    private final int[] uByU = new int[256];
    private final int[] uByV = new int[256];
    private final int[] vByU = new int[256];
    private final int[] vByV = new int[256];

    ColorMap(ColorCoding from) {
        identity = from.equals(ColorCoding.TARGET);
        sameMatrix = from.matrix() == ColorCoding.TARGET.matrix();
        ColorCoding.Matrix source = from.matrix();
        ColorCoding.Matrix target = ColorCoding.TARGET.matrix();
        // from the numbers of the source to luma of 0 to 1 and chroma of −0.5 to 0.5
        double lumaScale = from.fullRange() ? 1 / 255.0 : 1 / 219.0;
        double chromaScale = from.fullRange() ? 1 / 255.0 : 1 / 224.0;
        int black = from.fullRange() ? 0 : BLACK;
        // what a unit of chroma adds to red, green and blue
        double redByV = 2 * (1 - source.red());
        double blueByU = 2 * (1 - source.blue());
        double greenByU = -source.blue() * blueByU / source.green();
        double greenByV = -source.red() * redByV / source.green();
        double toLumaByU = target.green() * greenByU + target.blue() * blueByU;
        double toLumaByV = target.red() * redByV + target.green() * greenByV;
        double toU = 1 / (2 * (1 - target.blue()));
        double toV = 1 / (2 * (1 - target.red()));
        for (int i = 0; i < luma.length; i++) {
            double chroma = (i - GREY) * chromaScale;
            luma[i] = fixed((i - black) * lumaScale * 219) + (BLACK << SHIFT) + HALF;
            lumaByU[i] = fixed(toLumaByU * chroma * 219);
            lumaByV[i] = fixed(toLumaByV * chroma * 219);
            uByU[i] = fixed((blueByU - toLumaByU) * toU * chroma * 224) + (GREY << SHIFT) + HALF;
            uByV[i] = fixed(-toLumaByV * toU * chroma * 224);
            vByU[i] = fixed(-toLumaByU * toV * chroma * 224) + (GREY << SHIFT) + HALF;
            vByV[i] = fixed((redByV - toLumaByV) * toV * chroma * 224);
        }
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
        if (sameMatrix) {
            for (int i = 0; i < 2 * chromaWidth; i++) {
                upper[i] = clamp(luma[upper[i] & 0xFF]);
                lower[i] = clamp(luma[lower[i] & 0xFF]);
            }
            for (int i = 0; i < chromaWidth; i++) {
                u[i] = clamp(uByU[u[i] & 0xFF]);
                v[i] = clamp(vByV[v[i] & 0xFF] + (GREY << SHIFT) + HALF);
            }
            return;
        }
        for (int i = 0; i < chromaWidth; i++) {
            int us = u[i] & 0xFF;
            int vs = v[i] & 0xFF;
            int add = lumaByU[us] + lumaByV[vs];
            int x = 2 * i;
            upper[x] = clamp(luma[upper[x] & 0xFF] + add);
            upper[x + 1] = clamp(luma[upper[x + 1] & 0xFF] + add);
            lower[x] = clamp(luma[lower[x] & 0xFF] + add);
            lower[x + 1] = clamp(luma[lower[x + 1] & 0xFF] + add);
            u[i] = clamp(uByU[us] + uByV[vs]);
            v[i] = clamp(vByU[us] + vByV[vs]);
        }
    }

    private static int fixed(double value) {
        return (int) Math.rint(value * ONE);
    }

    private static byte clamp(int fixed) {
        return (byte) Math.max(0, Math.min(fixed >> SHIFT, 255));
    }
}
