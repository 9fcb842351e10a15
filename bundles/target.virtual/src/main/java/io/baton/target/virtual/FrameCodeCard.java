// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;

/** The card behind the frame code, and the frame's number in letters below it. */
final class FrameCodeCard implements Widget {

    private final Rect frame;
    private final Typefaces faces;

    FrameCodeCard(Rect frame, Typefaces faces) {
        this.frame = frame;
        this.faces = faces;
    }

    @Override
    public Rect area() {
        return new Rect(frame.x() + 70, frame.bottom() - 24, frame.width() - 82, 18);
    }

    @Override
    public void backdrop(Canvas canvas) {
        Card.shadow(canvas, frame);
        canvas.round(frame, Card.RADIUS, Palette.BLACK);
        canvas.outline(frame, Card.RADIUS, Palette.CARD_EDGE);
        canvas.text(faces.small(), frame.x() + 16, frame.bottom() - 10, "Frame", Palette.DIM);
    }

    @Override
    public Object look(ScreenContents scene) {
        return scene.frame();
    }

    @Override
    public void paint(Canvas canvas, ScreenContents scene) {
        String number = Long.toString(scene.frame());
        canvas.textRight(faces.mono(), frame.right() - 16, frame.bottom() - 9, number, Palette.TEXT);
    }
}
