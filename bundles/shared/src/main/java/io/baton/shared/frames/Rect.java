// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.frames;

/** A rectangle of pixels; the far edges are outside. */
public record Rect(int x, int y, int width, int height) {

    public int right() {
        return x + width;
    }

    public int bottom() {
        return y + height;
    }

    public boolean contains(int px, int py) {
        return px >= x && px < right() && py >= y && py < bottom();
    }

    public Rect inset(int by) {
        return new Rect(x + by, y + by, width - 2 * by, height - 2 * by);
    }

    /** The common part; empty (no width, no height) when there is none. */
    public Rect intersect(Rect other) {
        int left = Math.max(x, other.x);
        int top = Math.max(y, other.y);
        return new Rect(
                left,
                top,
                Math.max(0, Math.min(right(), other.right()) - left),
                Math.max(0, Math.min(bottom(), other.bottom()) - top));
    }

    /** The smallest rectangle around both. */
    public Rect union(Rect other) {
        int left = Math.min(x, other.x);
        int top = Math.min(y, other.y);
        return new Rect(left, top, Math.max(right(), other.right()) - left, Math.max(bottom(), other.bottom()) - top);
    }

    public boolean empty() {
        return width <= 0 || height <= 0;
    }
}
