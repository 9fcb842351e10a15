// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;

/**
 * Pixels and what can be drawn on them, anti-aliased. Colours are 0xAARRGGBB; what is drawn outside is cut off.
 *
 * <p>Threading. One thread.
 */
final class Canvas {

    private final int width;
    private final int height;
    private final int[] pixels;
    private Rect clip;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        pixels = new int[width * height];
        clip = bounds();
    }

    /** Draws with everything outside of {@code area} cut off. */
    void within(Rect area, Runnable drawing) {
        Rect before = clip;
        clip = area.intersect(before);
        drawing.run();
        clip = before;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Row by row, 0x00RRGGBB; the live array. */
    int[] pixels() {
        return pixels;
    }

    Rect bounds() {
        return new Rect(0, 0, width, height);
    }

    /** Copies a part of a canvas of the same size. */
    void copy(Canvas from, Rect area) {
        Rect part = area.intersect(clip);
        for (int y = part.y(); y < part.bottom(); y++) {
            int at = y * width + part.x();
            System.arraycopy(from.pixels, at, pixels, at, part.width());
        }
    }

    void fill(Rect area, int color) {
        Rect part = area.intersect(clip);
        for (int y = part.y(); y < part.bottom(); y++) {
            for (int x = part.x(); x < part.right(); x++) {
                blend(y * width + x, color, 255);
            }
        }
    }

    /** A filled rectangle with round corners, its colour running from {@code top} to {@code bottom}. */
    void round(Rect area, double radius, int top, int bottom) {
        Rect part = area.intersect(clip);
        for (int y = part.y(); y < part.bottom(); y++) {
            int color = top == bottom ? top : mix(top, bottom, (y - area.y() + 0.5) / area.height());
            boolean corner = y < area.y() + radius || y >= area.bottom() - radius;
            for (int x = part.x(); x < part.right(); x++) {
                boolean side = x < area.x() + radius || x >= area.right() - radius;
                int coverage = corner && side ? coverage(distance(area, radius, x + 0.5, y + 0.5)) : 255;
                blend(y * width + x, color, coverage);
            }
        }
    }

    void round(Rect area, double radius, int color) {
        round(area, radius, color, color);
    }

    /** The outline of such a rectangle, one pixel wide, inside its edge. */
    void outline(Rect area, double radius, int color) {
        Rect part = area.intersect(clip);
        Rect middle = area.inset((int) Math.ceil(radius) + 2);
        for (int y = part.y(); y < part.bottom(); y++) {
            for (int x = part.x(); x < part.right(); x++) {
                if (middle.contains(x, y)) {
                    continue;
                }
                double inside = -distance(area, radius, x + 0.5, y + 0.5);
                if (inside < 2) {
                    blend(y * width + x, color, coverage(Math.abs(inside - 0.5) - 0.5));
                }
            }
        }
    }

    /** The soft shadow such a rectangle throws, {@code blur} pixels wide; nothing where the rectangle itself is. */
    void shadow(Rect area, double radius, int blur, int color) {
        Rect part = area.inset(-blur).intersect(clip);
        for (int y = part.y(); y < part.bottom(); y++) {
            for (int x = part.x(); x < part.right(); x++) {
                double d = distance(area, radius, x + 0.5, y + 0.5);
                if (d < blur) {
                    double fade = d <= 0 ? 1 : 1 - d / blur;
                    blend(y * width + x, color, (int) (255 * fade * fade));
                }
            }
        }
    }

    /** A straight line with round ends. */
    void line(double x1, double y1, double x2, double y2, double thickness, int color) {
        double half = thickness / 2;
        int left = (int) Math.floor(Math.min(x1, x2) - half - 1);
        int top = (int) Math.floor(Math.min(y1, y2) - half - 1);
        int right = (int) Math.ceil(Math.max(x1, x2) + half + 1);
        int bottom = (int) Math.ceil(Math.max(y1, y2) + half + 1);
        Rect part = new Rect(left, top, right - left, bottom - top).intersect(clip);
        double dx = x2 - x1;
        double dy = y2 - y1;
        double length = dx * dx + dy * dy;
        for (int y = part.y(); y < part.bottom(); y++) {
            for (int x = part.x(); x < part.right(); x++) {
                double px = x + 0.5 - x1;
                double py = y + 0.5 - y1;
                double t = length == 0 ? 0 : Math.clamp((px * dx + py * dy) / length, 0, 1);
                double d = length(px - t * dx, py - t * dy) - half;
                blend(y * width + x, color, coverage(d));
            }
        }
    }

    void circle(double cx, double cy, double radius, int color) {
        line(cx, cy, cx, cy, radius * 2, color);
    }

    /** A column of one pixel's width from {@code top} to {@code bottom}, its ends anti-aliased. */
    void column(int x, double top, double bottom, int color) {
        int first = Math.max(clip.y(), (int) Math.floor(top));
        int last = Math.min(clip.bottom(), (int) Math.ceil(bottom)) - 1;
        for (int y = first; y <= last; y++) {
            double part = Math.min(bottom, y + 1) - Math.max(top, y);
            blend(y * width + x, color, (int) (255 * Math.clamp(part, 0, 1)));
        }
    }

    /** Returns where the pen is afterwards, pixels. */
    int text(Typeface face, int x, int baseline, String text, int color) {
        int pen = x * 64;
        for (int i = 0; i < text.length(); i++) {
            Typeface.Glyph glyph = face.glyph(text.charAt(i));
            glyph(glyph, (pen + 32) / 64 + glyph.left(), baseline - glyph.top(), color);
            pen += glyph.advance();
        }
        return (pen + 32) / 64;
    }

    void textRight(Typeface face, int right, int baseline, String text, int color) {
        text(face, right - face.width(text), baseline, text, color);
    }

    void textCentre(Typeface face, int centre, int baseline, String text, int color) {
        text(face, centre - face.width(text) / 2, baseline, text, color);
    }

    private void glyph(Typeface.Glyph glyph, int left, int top, int color) {
        for (int row = 0; row < glyph.height(); row++) {
            int y = top + row;
            for (int column = 0; column < glyph.width(); column++) {
                int x = left + column;
                if (clip.contains(x, y)) {
                    blend(y * width + x, color, glyph.coverage()[row * glyph.width() + column] & 0xFF);
                }
            }
        }
    }

    private void blend(int at, int color, int coverage) {
        int alpha = (color >>> 24) * coverage;
        if (alpha == 255 * 255) {
            pixels[at] = color & 0xFFFFFF;
        } else if (alpha != 0) {
            pixels[at] = over(pixels[at], color, alpha / 255);
        }
    }

    /** {@code color} with an opacity of {@code alpha} 0–255 over {@code below}. */
    static int over(int below, int color, int alpha) {
        int keep = 255 - alpha;
        int rb = ((color & 0xFF00FF) * alpha + (below & 0xFF00FF) * keep + 0x800080) >>> 8 & 0xFF00FF;
        int g = ((color & 0x00FF00) * alpha + (below & 0x00FF00) * keep + 0x008000) >>> 8 & 0x00FF00;
        return rb | g;
    }

    /** Between two colours: {@code a} at 0, {@code b} at 1. */
    static int mix(int a, int b, double t) {
        int result = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int from = a >>> shift & 0xFF;
            int to = b >>> shift & 0xFF;
            result |= (int) Math.round(from + (to - from) * t) << shift;
        }
        return result;
    }

    private static double length(double x, double y) {
        return Math.sqrt(x * x + y * y);
    }

    private static int coverage(double distance) {
        return (int) (255 * Math.clamp(0.5 - distance, 0, 1));
    }

    /** Signed distance to the edge of a rounded rectangle, negative inside. */
    private static double distance(Rect area, double radius, double x, double y) {
        double dx = Math.abs(x - (area.x() + area.width() / 2.0)) - area.width() / 2.0 + radius;
        double dy = Math.abs(y - (area.y() + area.height() / 2.0)) - area.height() / 2.0 + radius;
        if (dx <= 0 || dy <= 0) {
            return Math.max(dx, dy) - radius;
        }
        return Math.sqrt(dx * dx + dy * dy) - radius;
    }
}
