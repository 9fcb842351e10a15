// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;
import java.util.List;

/** A drawing of the mouse whose buttons light, with position and wheel beside it. */
final class PointerCard implements Widget {

    private static final int BODY_WIDTH = 96;
    private static final int BODY_HEIGHT = 146;
    private static final int RIGHT_BUTTON = 2;
    private static final int MIDDLE_BUTTON = 4;
    private static final int BACK_BUTTON = 8;
    private static final int FORWARD_BUTTON = 16;

    private final Rect frame;
    private final Typefaces faces;
    private final int left;
    private final int top;

    PointerCard(Rect frame, Typefaces faces) {
        this.frame = frame;
        this.faces = faces;
        left = frame.x() + 34;
        top = frame.y() + 60;
    }

    @Override
    public Rect area() {
        return new Rect(frame.x() + 14, top - 4, frame.width() - 28, frame.bottom() - top - 10);
    }

    @Override
    public void backdrop(Canvas canvas) {
        Card.paint(canvas, frame);
        canvas.text(faces.title(), frame.x() + 20, frame.y() + 32, "Pointer", Palette.BRIGHT);
    }

    @Override
    public Object look(ScreenContents scene) {
        ComputerState computer = scene.computer();
        return List.of(
                computer.pointerX(),
                computer.pointerY(),
                computer.buttons(),
                computer.wheel(),
                computer.horizontalWheel());
    }

    @Override
    public void paint(Canvas canvas, ScreenContents scene) {
        int buttons = scene.computer().buttons();
        int middle = left + BODY_WIDTH / 2;
        canvas.round(new Rect(left, top, BODY_WIDTH, BODY_HEIGHT), 46, 0x2EFFFFFF, 0x14FFFFFF);
        side(canvas, top + 62, (buttons & FORWARD_BUTTON) != 0);
        side(canvas, top + 88, (buttons & BACK_BUTTON) != 0);
        if ((buttons & 1) != 0) {
            half(canvas, left, middle);
        }
        if ((buttons & RIGHT_BUTTON) != 0) {
            half(canvas, middle, left + BODY_WIDTH);
        }
        canvas.outline(new Rect(left, top, BODY_WIDTH, BODY_HEIGHT), 46, 0x50FFFFFF);
        canvas.line(middle, top + 3, middle, top + 56, 1.2, 0x50FFFFFF);
        canvas.line(left + 2, top + 57, left + BODY_WIDTH - 2, top + 57, 1.2, 0x50FFFFFF);
        Rect wheel = new Rect(middle - 7, top + 16, 14, 30);
        canvas.round(wheel, 7, (buttons & MIDDLE_BUTTON) != 0 ? Palette.ACCENT : 0xFF343B57);
        int notch = Math.floorMod(scene.computer().wheel() * -4, 24);
        canvas.fill(new Rect(wheel.x() + 3, wheel.y() + 3 + notch, 8, 2), Palette.BRIGHT);
        figures(canvas, scene.computer());
    }

    private void half(Canvas canvas, int from, int to) {
        Rect body = new Rect(left, top, BODY_WIDTH, BODY_HEIGHT);
        canvas.within(new Rect(from, top, to - from, 57), () -> canvas.round(body, 46, Palette.ACCENT));
    }

    private void side(Canvas canvas, int y, boolean lit) {
        canvas.round(new Rect(left - 6, y, 9, 22), 4, lit ? Palette.ACCENT : 0x4AFFFFFF);
    }

    private void figures(Canvas canvas, ComputerState computer) {
        int x = left + BODY_WIDTH + 26;
        figure(canvas, x, top + 14, "X", Integer.toString(computer.pointerX()));
        figure(canvas, x, top + 64, "Y", Integer.toString(computer.pointerY()));
        figure(canvas, x, top + 114, "Wheel", computer.wheel() + ", " + computer.horizontalWheel());
    }

    private void figure(Canvas canvas, int x, int y, String name, String value) {
        canvas.text(faces.small(), x, y, name, Palette.DIM);
        canvas.text(faces.text(), x, y + 21, value, Palette.BRIGHT);
    }
}
