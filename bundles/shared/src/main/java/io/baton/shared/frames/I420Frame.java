// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.frames;

import java.nio.ByteBuffer;

/**
 * The frame as video wants it: planar YUV 4:2:0, BT.709, limited range. Only what changed is converted. A picture with
 * an odd side gets one more column or row, which repeats the last one.
 *
 * <p>Threading. One thread.
 */
public final class I420Frame {

    private static final int ROUND_LUMA = (16 << 16) + (1 << 15);
    private static final int ROUND_CHROMA = (128 << 18) + (1 << 17);

    private final int pictureWidth;
    private final int pictureHeight;
    private final int width;
    private final int height;
    private final ByteBuffer planes;
    private final int[] upper;
    private final int[] lower;
    private final byte[] luma;
    private final byte[] blue;
    private final byte[] red;

    public I420Frame(int pictureWidth, int pictureHeight) {
        this.pictureWidth = pictureWidth;
        this.pictureHeight = pictureHeight;
        width = pictureWidth + 1 & ~1;
        height = pictureHeight + 1 & ~1;
        planes = ByteBuffer.allocateDirect(width * height * 3 / 2);
        upper = new int[width];
        lower = new int[width];
        luma = new byte[width];
        blue = new byte[width / 2];
        red = new byte[width / 2];
    }

    /** The whole frame; the live buffer, read-only. */
    public ByteBuffer buffer() {
        return planes.asReadOnlyBuffer();
    }

    /**
     * Converts a part of the picture.
     *
     * @param pixels the whole picture, 0xRRGGBB, rows without padding
     * @param area what changed; clipped to the picture
     * @param cursor is laid over it
     */
    public void update(int[] pixels, Rect area, RowOverlay cursor) {
        int left = Math.max(0, area.x()) & ~1;
        int top = Math.max(0, area.y()) & ~1;
        int right = Math.min(width, area.right() + 1 & ~1);
        int bottom = Math.min(height, area.bottom() + 1 & ~1);
        int span = right - left;
        if (span <= 0) {
            return;
        }
        int chroma = width * height;
        for (int y = top; y < bottom; y += 2) {
            row(pixels, left, span, y, upper, cursor);
            row(pixels, left, span, Math.min(y + 1, pictureHeight - 1), lower, cursor);
            luma(upper, span);
            planes.put(y * width + left, luma, 0, span);
            luma(lower, span);
            planes.put((y + 1) * width + left, luma, 0, span);
            chroma(span);
            int at = chroma + y / 2 * (width / 2) + left / 2;
            planes.put(at, blue, 0, span / 2);
            planes.put(at + chroma / 4, red, 0, span / 2);
        }
    }

    private void row(int[] pixels, int left, int span, int y, int[] row, RowOverlay cursor) {
        int known = Math.min(span, pictureWidth - left);
        System.arraycopy(pixels, y * pictureWidth + left, row, 0, known);
        cursor.overlay(row, left, known, y);
        if (known < span) {
            row[known] = row[known - 1];
        }
    }

    private void luma(int[] row, int span) {
        for (int i = 0; i < span; i++) {
            int p = row[i];
            int y = 11966 * (p >> 16 & 0xFF) + 40254 * (p >> 8 & 0xFF) + 4064 * (p & 0xFF) + ROUND_LUMA;
            luma[i] = (byte) (y >> 16);
        }
    }

    private void chroma(int span) {
        for (int i = 0; i < span; i += 2) {
            int a = upper[i];
            int b = upper[i + 1];
            int c = lower[i];
            int d = lower[i + 1];
            int r = (a >> 16 & 0xFF) + (b >> 16 & 0xFF) + (c >> 16 & 0xFF) + (d >> 16 & 0xFF);
            int g = (a >> 8 & 0xFF) + (b >> 8 & 0xFF) + (c >> 8 & 0xFF) + (d >> 8 & 0xFF);
            int l = (a & 0xFF) + (b & 0xFF) + (c & 0xFF) + (d & 0xFF);
            blue[i >> 1] = (byte) ((-6596 * r - 22188 * g + 28784 * l + ROUND_CHROMA) >> 18);
            red[i >> 1] = (byte) ((28784 * r - 26145 * g - 2639 * l + ROUND_CHROMA) >> 18);
        }
    }
}
