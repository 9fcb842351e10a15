// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;

/** Something that always moves. */
final class WaveCard implements Widget {

    private static final int HEAD = 44;

    private final Rect frame;
    private final Rect area;
    private final Typefaces faces;

    WaveCard(Rect frame, Typefaces faces) {
        this.frame = frame;
        this.faces = faces;
        int height = Math.min(150, frame.height() - HEAD - 16);
        area = new Rect(
                frame.x() + 16,
                frame.y() + HEAD + (frame.height() - HEAD - 16 - height) / 2,
                frame.width() - 32,
                height);
    }

    @Override
    public Rect area() {
        return area;
    }

    @Override
    public void backdrop(Canvas canvas) {
        Card.paint(canvas, frame);
        canvas.text(faces.title(), frame.x() + 20, frame.y() + 32, "Motion", Palette.BRIGHT);
        for (int i = 0; i <= 4; i++) {
            int y = area.y() + i * (area.height() - 1) / 4;
            canvas.fill(new Rect(area.x(), y, area.width(), 1), i == 2 ? 0x26FFFFFF : 0x10FFFFFF);
        }
    }

    @Override
    public Object look(ScreenContents scene) {
        return scene.frame();
    }

    @Override
    public void paint(Canvas canvas, ScreenContents scene) {
        double t = scene.computer().upMillis() / 1000.0;
        curve(canvas, t * 1.1, 0.8, Palette.VIOLET);
        curve(canvas, -t * 1.7 + 1.3, 1.25, Palette.ACCENT);
    }

    private void curve(Canvas canvas, double phase, double turns, int color) {
        double middle = area.y() + area.height() / 2.0;
        double swing = area.height() / 2.0 - 8;
        double before = height(0, phase, turns);
        for (int i = 0; i < area.width(); i++) {
            double after = height((i + 1.0) / area.width(), phase, turns);
            double high = middle - swing * Math.max(before, after);
            double low = middle - swing * Math.min(before, after);
            canvas.column(area.x() + i, high - 1.3, low + 1.3, color);
            before = after;
        }
    }

    /** Fades to nothing at both ends. */
    private static double height(double u, double phase, double turns) {
        double window = 4 * u * (1 - u);
        return window * Math.sin(phase + u * turns * 2 * Math.PI) * (0.75 + 0.25 * Math.sin(phase * 0.37));
    }
}
