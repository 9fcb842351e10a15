// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;
import io.baton.video.VideoMode;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The bar at the top: name, mode, lock lights. */
final class TopBar implements Widget {

    private static final String[] LOCKS = {"Num", "Caps", "Scroll"};
    private static final int PILL = 20;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    private final Rect bar;
    private final Typefaces faces;

    TopBar(Rect bar, Typefaces faces) {
        this.bar = bar;
        this.faces = faces;
    }

    @Override
    public Rect area() {
        return bar;
    }

    @Override
    public void backdrop(Canvas canvas) {
        canvas.fill(bar, Palette.BAR);
        canvas.line(26, 21, 35, 11, 4.5, Palette.ACCENT);
        canvas.circle(36, 10, 3.4, Palette.VIOLET);
        canvas.text(faces.title(), 50, 21, "Baton virtual target", Palette.BRIGHT);
    }

    @Override
    public Object look(ScreenContents scene) {
        return List.of(scene.computer().leds(), scene.mode(), scene.computer().connected(), CLOCK.format(scene.time()));
    }

    @Override
    public void paint(Canvas canvas, ScreenContents scene) {
        int right = bar.right() - 24;
        String clock = CLOCK.format(scene.time());
        canvas.textRight(faces.title(), right, 21, clock, Palette.BRIGHT);
        right -= faces.title().width(clock) + 18;
        for (int i = LOCKS.length - 1; i >= 0; i--) {
            right = pill(canvas, right, LOCKS[i], (scene.computer().leds() >> i & 1) != 0) - 8;
        }
        right = usb(canvas, right - 10, scene.computer().connected()) - 18;
        VideoMode mode = scene.mode();
        String text = "%d\u00d7%d \u00b7 %s fps".formatted(mode.width(), mode.height(), rate(mode));
        canvas.textRight(faces.body(), right, 21, text, Palette.TEXT);
    }

    private int pill(Canvas canvas, int right, String text, boolean on) {
        int width = faces.small().width(text) + 18;
        Rect pill = new Rect(right - width, (bar.height() - PILL) / 2, width, PILL);
        canvas.round(pill, PILL / 2.0, on ? Palette.ACCENT : 0x1EFFFFFF);
        canvas.textCentre(faces.small(), pill.x() + width / 2, 20, text, on ? 0xFF07362C : Palette.DIM);
        return pill.x();
    }

    private int usb(Canvas canvas, int right, boolean connected) {
        String text = connected ? "USB" : "no USB";
        int left = right - faces.body().width(text);
        canvas.text(faces.body(), left, 21, text, connected ? Palette.TEXT : Palette.DIM);
        canvas.circle(left - 9, 16, 3.5, connected ? Palette.ACCENT : Palette.CORAL);
        return left - 14;
    }

    private static String rate(VideoMode mode) {
        double rate = mode.framesPerSecond();
        return rate == Math.rint(rate) ? Integer.toString((int) rate) : "%.2f".formatted(rate);
    }
}
