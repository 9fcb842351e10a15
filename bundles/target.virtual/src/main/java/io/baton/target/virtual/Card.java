// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;

/** The panel that things on the desktop sit on. */
final class Card {

    static final int RADIUS = 12;
    private static final int BLUR = 22;

    private Card() {}

    static void paint(Canvas canvas, Rect area) {
        shadow(canvas, area);
        canvas.round(area, RADIUS, Palette.CARD);
        canvas.outline(area, RADIUS, Palette.CARD_EDGE);
    }

    static void shadow(Canvas canvas, Rect area) {
        Rect below = new Rect(area.x(), area.y() + 6, area.width(), area.height());
        canvas.shadow(below, RADIUS, BLUR, Palette.SHADOW);
    }
}
