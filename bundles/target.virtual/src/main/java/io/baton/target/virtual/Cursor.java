// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;

/** The pointer's arrow, laid over the rows of the frame on their way out, so that moving it redraws nothing. */
final class Cursor {

    static final int WIDTH = 18;
    static final int HEIGHT = 26;
    private static final int SAMPLES = 4;
    private static final double[] X = {1.5, 1.5, 5.6, 8.4, 11.2, 8.5, 14.2};
    private static final double[] Y = {1.0, 18.6, 14.9, 21.4, 20.2, 13.9, 13.9};
    private static final double OUTLINE = 1.3;

    private final byte[] fill = new byte[WIDTH * HEIGHT];
    private final byte[] edge = new byte[WIDTH * HEIGHT];
    private final Rect kept;
    private int x;
    private int y;
    private boolean visible;

    /** @param kept where the arrow is never drawn, so that what is there can always be read */
    Cursor(Rect kept) {
        this.kept = kept;
        for (int i = 0; i < fill.length; i++) {
            int inner = 0;
            int outer = 0;
            for (int s = 0; s < SAMPLES * SAMPLES; s++) {
                int column = i % WIDTH;
                int line = i / WIDTH;
                int across = s % SAMPLES;
                int down = s / SAMPLES;
                double px = column + (across + 0.5) / SAMPLES;
                double py = line + (down + 0.5) / SAMPLES;
                boolean inside = inside(px, py);
                inner += inside ? 1 : 0;
                outer += inside || nearEdge(px, py) ? 1 : 0;
            }
            fill[i] = (byte) (inner * 255 / (SAMPLES * SAMPLES));
            edge[i] = (byte) (outer * 255 / (SAMPLES * SAMPLES));
        }
    }

    /** Puts the tip at a pixel. */
    void place(int newX, int newY, boolean show) {
        x = newX - 1;
        y = newY - 1;
        visible = show;
    }

    /** Where it is now; empty while invisible. */
    Rect area() {
        return visible ? new Rect(x, y, WIDTH, HEIGHT) : new Rect(x, y, 0, 0);
    }

    /** Lays its part in frame row {@code rowY} over {@code row}, whose first pixel is at {@code left}. */
    void overlay(int[] row, int left, int span, int rowY) {
        int line = rowY - y;
        if (!visible || line < 0 || line >= HEIGHT) {
            return;
        }
        int from = Math.max(x, left);
        int to = Math.min(x + WIDTH, left + span);
        for (int px = from; px < to; px++) {
            if (kept.contains(px, rowY)) {
                continue;
            }
            int at = line * WIDTH + px - x;
            int below = Canvas.over(row[px - left], 0x10131F, edge[at] & 0xFF);
            row[px - left] = Canvas.over(below, 0xFFFFFF, fill[at] & 0xFF);
        }
    }

    private static boolean inside(double px, double py) {
        boolean in = false;
        int j = X.length - 1;
        for (int i = 0; i < X.length; j = i++) {
            if ((Y[i] > py) != (Y[j] > py) && px < (X[j] - X[i]) * (py - Y[i]) / (Y[j] - Y[i]) + X[i]) {
                in = !in;
            }
        }
        return in;
    }

    private static boolean nearEdge(double px, double py) {
        int j = X.length - 1;
        for (int i = 0; i < X.length; j = i++) {
            double dx = X[j] - X[i];
            double dy = Y[j] - Y[i];
            double t = Math.clamp(((px - X[i]) * dx + (py - Y[i]) * dy) / (dx * dx + dy * dy), 0, 1);
            if (Math.hypot(px - X[i] - t * dx, py - Y[i] - t * dy) < OUTLINE) {
                return true;
            }
        }
        return false;
    }
}
