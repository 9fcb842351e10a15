// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;
import java.util.List;

/** What the computer says while it starts. */
final class BootText implements Widget {

    private static final int MARGIN = 40;

    /** A line and the milliseconds after power-on at which it appears. */
    private record Line(int atMillis, String mark, String text) {}

    private static final List<Line> LINES = List.of(
            new Line(0, "", "Baton Virtual BIOS 1.0"),
            new Line(120, "", "Virtual processor, 2 cores, 64 MiB of memory"),
            new Line(240, "", ""),
            new Line(400, "", "Press any key to skip"),
            new Line(500, "", ""),
            new Line(650, " ok ", "Memory test"),
            new Line(850, " ok ", "Display"),
            new Line(1050, " ok ", "Clock"),
            new Line(1250, " ok ", "USB host controller"),
            new Line(1500, " usb", "Keyboard, boot protocol, 8-byte reports"),
            new Line(1650, " usb", "Pointer, absolute, 0\u201332767"),
            new Line(1800, " usb", "Pointer, relative, 4-byte reports"),
            new Line(2100, " ok ", "Mounted the root file system"),
            new Line(2300, " ok ", "Started the terminal"),
            new Line(2450, " ok ", "Started the notes"),
            new Line(2650, " ok ", "Reached target: desktop"));

    private final Rect area;
    private final Typefaces faces;

    BootText(int width, int height, Typefaces faces) {
        this.area = new Rect(0, 0, FrameCode.left(width) - 24, height);
        this.faces = faces;
    }

    @Override
    public Rect area() {
        return area;
    }

    @Override
    public Object look(ScreenContents scene) {
        long up = scene.computer().upMillis();
        long shown = LINES.stream().filter(line -> line.atMillis <= up).count();
        return List.of(shown, scene.caretOn());
    }

    @Override
    public void paint(Canvas canvas, ScreenContents scene) {
        Typeface face = faces.boot();
        int baseline = MARGIN + face.ascent();
        for (Line line : LINES) {
            if (line.atMillis > scene.computer().upMillis()) {
                break;
            }
            int pen = MARGIN;
            if (!line.mark.isEmpty()) {
                pen = canvas.text(face, pen, baseline, "[", Palette.DIM);
                pen = canvas.text(
                        face, pen, baseline, line.mark, line.mark.contains("ok") ? Palette.ACCENT : Palette.VIOLET);
                pen = canvas.text(face, pen, baseline, "] ", Palette.DIM);
            }
            canvas.text(face, pen, baseline, line.text, Palette.TEXT);
            baseline += face.lineHeight() + 3;
        }
        if (scene.caretOn()) {
            canvas.fill(new Rect(MARGIN, baseline - face.ascent() + 2, 9, face.lineHeight() - 2), Palette.TEXT);
        }
    }
}
