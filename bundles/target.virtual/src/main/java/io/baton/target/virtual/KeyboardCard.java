// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;
import java.util.List;

/** A drawing of the keyboard on which held keys light up. */
final class KeyboardCard implements Widget {

    private static final int GAP = 3;

    private final Rect frame;
    private final Typefaces faces;
    private final double unit;
    private final double left;
    private final double top;

    KeyboardCard(Rect frame, Typefaces faces) {
        this.frame = frame;
        this.faces = faces;
        int space = 2 * KeyboardShape.PADDING;
        unit = Math.min(
                (frame.width() - space) / KeyboardShape.UNITS_WIDE,
                (frame.height() - space) / KeyboardShape.UNITS_HIGH);
        left = frame.x() + (frame.width() - unit * KeyboardShape.UNITS_WIDE) / 2 + GAP / 2.0;
        top = frame.y() + (frame.height() - unit * KeyboardShape.UNITS_HIGH) / 2 + GAP / 2.0;
    }

    @Override
    public Rect area() {
        return frame.inset(KeyboardShape.PADDING - GAP);
    }

    @Override
    public void backdrop(Canvas canvas) {
        Card.paint(canvas, frame);
        for (KeyboardShape.Key key : KeyboardShape.KEYS) {
            key(canvas, key, false);
        }
        for (int i = 0; i < 3; i++) {
            lamp(canvas, i, false);
        }
    }

    @Override
    public Object look(ScreenContents scene) {
        return List.of(scene.computer().keys(), scene.computer().leds());
    }

    @Override
    public void paint(Canvas canvas, ScreenContents scene) {
        for (KeyboardShape.Key key : KeyboardShape.KEYS) {
            if (scene.computer().keys().contains(key.usage())) {
                key(canvas, key, true);
            }
        }
        for (int i = 0; i < 3; i++) {
            if ((scene.computer().leds() >> i & 1) != 0) {
                lamp(canvas, i, true);
            }
        }
    }

    private void key(Canvas canvas, KeyboardShape.Key key, boolean lit) {
        int x = (int) Math.round(left + key.x() * unit);
        int y = (int) Math.round(top + key.y() * unit);
        int right = (int) Math.round(left + (key.x() + key.width()) * unit) - GAP;
        int bottom = (int) Math.round(top + (key.y() + key.height()) * unit) - GAP;
        Rect cap = new Rect(x, y, right - x, bottom - y);
        if (lit) {
            canvas.round(cap, 5, Palette.ACCENT, 0xFF2CC7A5);
        } else {
            canvas.round(cap, 5, Palette.KEY, 0x17FFFFFF);
            canvas.outline(cap, 5, Palette.KEY_EDGE);
        }
        Typeface face = faces.small();
        int ink = lit ? 0xFF07362C : Palette.TEXT;
        if (key.label().equals("\u2190") || key.label().equals("\u2192")) {
            arrow(canvas, cap, key.label().equals("\u2190") ? -1 : 1, ink);
        } else if (face.width(key.label()) <= cap.width() - 2) {
            int baseline = y + (cap.height() + face.ascent()) / 2 - 1;
            canvas.textCentre(face, x + cap.width() / 2, baseline, key.label(), ink);
        }
    }

    /** The font has arrows up and down only. */
    private static void arrow(Canvas canvas, Rect cap, int direction, int color) {
        double x = cap.x() + cap.width() / 2.0;
        double y = cap.y() + cap.height() / 2.0;
        double tip = x + direction * 4;
        canvas.line(x - direction * 4, y, tip, y, 1.2, color);
        canvas.line(tip - direction * 2.6, y - 2.6, tip, y, 1.2, color);
        canvas.line(tip - direction * 2.6, y + 2.6, tip, y, 1.2, color);
    }

    private void lamp(Canvas canvas, int index, boolean lit) {
        double x = left + (19.1 + index * 1.35) * unit;
        double y = top + 0.42 * unit;
        canvas.circle(x, y, 3.2, lit ? Palette.ACCENT : Palette.FAINT);
    }
}
