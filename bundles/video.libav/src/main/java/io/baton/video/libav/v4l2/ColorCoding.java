// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

/**
 * What the numbers of a frame mean.
 *
 * @param matrix how luma and chroma are made of red, green and blue
 * @param fullRange whether black is 0 and white 255, and not 16 and 235
 */
record ColorCoding(Matrix matrix, boolean fullRange) {

    /** The weights of red and blue in luma. */
    enum Matrix {
        BT601(0.299, 0.114),
        BT709(0.2126, 0.0722),
        BT2020(0.2627, 0.0593),
        SMPTE240M(0.212, 0.087);

        private final double red;
        private final double blue;

        Matrix(double red, double blue) {
            this.red = red;
            this.blue = blue;
        }

        double red() {
            return red;
        }

        double green() {
            return 1 - red - blue;
        }

        double blue() {
            return blue;
        }
    }

    /** That of {@link io.baton.video.RawFrame}. */
    static final ColorCoding TARGET = new ColorCoding(Matrix.BT709, false);

    /** That of JFIF. */
    static final ColorCoding JFIF = new ColorCoding(Matrix.BT601, true);

    private static final int SMPTE170M = 1;
    private static final int SMPTE240M = 2;
    private static final int REC709 = 3;
    private static final int JPEG = 7;
    private static final int BT2020 = 10;
    private static final int DCI_P3 = 12;
    private static final int FULL = 1;
    private static final int LIMITED = 2;
    private static final int LAST_SD_LINE = 576;

    /**
     * Returns what a driver says of its frames, with the defaults of V4L2 ({@code V4L2_MAP_YCBCR_ENC_DEFAULT},
     * {@code V4L2_MAP_QUANTIZATION_DEFAULT}).
     *
     * @param colorspace, encoding, quantization {@code enum v4l2_colorspace}, {@code v4l2_ycbcr_encoding} and
     *     {@code v4l2_quantization}
     * @param height of the frame: where a driver does not tell its colour space, more lines than those of standard
     *     definition mean BT.709
     */
    static ColorCoding of(boolean rgb, int colorspace, int encoding, int quantization, int height) {
        int space = colorspace != 0 ? colorspace : height > LAST_SD_LINE ? REC709 : SMPTE170M;
        Matrix matrix = switch (encoding) {
            case 1, 3, 5 -> Matrix.BT601;
            case 2, 4 -> Matrix.BT709;
            case 6, 7 -> Matrix.BT2020;
            case 8 -> Matrix.SMPTE240M;
            default ->
                switch (space) {
                    case REC709, DCI_P3 -> Matrix.BT709;
                    case BT2020 -> Matrix.BT2020;
                    case SMPTE240M -> Matrix.SMPTE240M;
                    default -> Matrix.BT601;
                };
        };
        boolean full = switch (quantization) {
            case FULL -> true;
            case LIMITED -> false;
            default -> rgb || space == JPEG || encoding == 3 || encoding == 4;
        };
        return new ColorCoding(matrix, full);
    }
}
