// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;

/** The frame of a window: three dots and a title. */
final class Window {

    static final int TITLE = 30;
    private static final int DOT = 11;
    private static final int[] DOTS = {0xFFFF6B60, 0xFFFFBE3D, 0xFF35C85A};

    private Window() {}

    static void dark(Canvas canvas, Rect area, Typefaces faces, String title) {
        Card.paint(canvas, area);
        head(canvas, area, faces, title, Palette.TITLE_BAR, Palette.TEXT);
    }

    static void light(Canvas canvas, Rect area, Typefaces faces, String title) {
        Card.shadow(canvas, area);
        canvas.round(area, Card.RADIUS, Palette.PAPER);
        head(canvas, area, faces, title, Palette.PAPER_TITLE, Palette.INK_DIM);
    }

    /** The inside of a window, below its title. */
    static Rect content(Rect area) {
        return new Rect(area.x() + 1, area.y() + TITLE + 1, area.width() - 2, area.height() - TITLE - 8);
    }

    private static void head(Canvas canvas, Rect area, Typefaces faces, String title, int color, int ink) {
        Rect head = new Rect(area.x(), area.y(), area.width(), TITLE);
        canvas.within(head, () -> canvas.round(area, Card.RADIUS, color));
        for (int i = 0; i < DOTS.length; i++) {
            canvas.circle(area.x() + 18 + i * (DOT + 7), area.y() + TITLE / 2.0, DOT / 2.0, DOTS[i]);
        }
        canvas.textCentre(faces.title(), area.x() + area.width() / 2, area.y() + 20, title, ink);
    }
}
