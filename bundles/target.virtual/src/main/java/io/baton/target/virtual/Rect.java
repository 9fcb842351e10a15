// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

/** A rectangle of pixels; the far edges are outside. */
record Rect(int x, int y, int width, int height) {

    int right() {
        return x + width;
    }

    int bottom() {
        return y + height;
    }

    boolean contains(int px, int py) {
        return px >= x && px < right() && py >= y && py < bottom();
    }

    Rect inset(int by) {
        return new Rect(x + by, y + by, width - 2 * by, height - 2 * by);
    }

    /** The common part; empty (no width, no height) when there is none. */
    Rect intersect(Rect other) {
        int left = Math.max(x, other.x);
        int top = Math.max(y, other.y);
        return new Rect(
                left,
                top,
                Math.max(0, Math.min(right(), other.right()) - left),
                Math.max(0, Math.min(bottom(), other.bottom()) - top));
    }

    boolean empty() {
        return width <= 0 || height <= 0;
    }
}
