// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A big clock. */
final class ClockCard implements Widget {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH);

    private final Rect frame;
    private final Typefaces faces;

    ClockCard(Rect frame, Typefaces faces) {
        this.frame = frame;
        this.faces = faces;
    }

    @Override
    public Rect area() {
        return frame.inset(14);
    }

    @Override
    public void backdrop(Canvas canvas) {
        Card.paint(canvas, frame);
    }

    @Override
    public Object look(ScreenContents scene) {
        return TIME.format(scene.time());
    }

    @Override
    public void paint(Canvas canvas, ScreenContents scene) {
        Typeface digits = faces.clock();
        String time = TIME.format(scene.time());
        int cell = digits.width("0");
        int colon = digits.width(":");
        int x = frame.x() + (frame.width() - 6 * cell - 2 * colon) / 2;
        int baseline = frame.y() + 74;
        for (int i = 0; i < time.length(); i++) {
            String character = time.substring(i, i + 1);
            boolean dots = character.equals(":");
            int width = dots ? colon : cell;
            int color = dots ? Palette.DIM : Palette.BRIGHT;
            canvas.textCentre(digits, x + width / 2, baseline - (dots ? 4 : 0), character, color);
            x += width;
        }
        int centre = frame.x() + frame.width() / 2;
        canvas.textCentre(faces.body(), centre, frame.y() + 106, DATE.format(scene.time()), Palette.DIM);
    }
}
