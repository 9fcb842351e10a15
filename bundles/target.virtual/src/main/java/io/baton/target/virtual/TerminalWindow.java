// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;
import java.util.ArrayList;
import java.util.List;

/** The terminal's window. */
final class TerminalWindow implements Widget {

    private static final int INDENT = 14;

    private final Rect frame;
    private final Rect area;
    private final Typefaces faces;

    TerminalWindow(Rect frame, Typefaces faces) {
        this.frame = frame;
        this.area = Window.content(frame);
        this.faces = faces;
    }

    @Override
    public Rect area() {
        return area;
    }

    @Override
    public void backdrop(Canvas canvas) {
        Window.dark(canvas, frame, faces, "Terminal");
    }

    @Override
    public Object look(ScreenContents scene) {
        ComputerState computer = scene.computer();
        boolean caret = !computer.shellFocused() || scene.caretOn();
        return List.of(computer.shellLines(), computer.shellInput(), computer.shellFocused(), caret);
    }

    @Override
    public void paint(Canvas canvas, ScreenContents scene) {
        ComputerState computer = scene.computer();
        Typeface mono = faces.mono();
        int step = mono.lineHeight() + 1;
        int cell = mono.width("m");
        int columns = Math.max(20, (area.width() - 2 * INDENT) / cell);
        int rows = Math.max(1, (area.height() - 10) / step);
        List<String> lines = new ArrayList<>();
        computer.shellLines().forEach(line -> wrap(lines, line, columns));
        wrap(lines, Shell.PROMPT + computer.shellInput(), columns);
        int first = Math.max(0, lines.size() - rows);
        int baseline = area.y() + 8 + mono.ascent();
        int left = area.x() + INDENT;
        for (String line : lines.subList(first, lines.size())) {
            if (line.startsWith(Shell.PROMPT)) {
                int pen = canvas.text(faces.monoBold(), left, baseline, "guest@target", Palette.ACCENT);
                pen = canvas.text(mono, pen, baseline, ":", Palette.TEXT);
                pen = canvas.text(faces.monoBold(), pen, baseline, "~", Palette.VIOLET);
                canvas.text(mono, pen, baseline, line.substring(Shell.PROMPT.length() - 2), Palette.BRIGHT);
            } else {
                canvas.text(mono, left, baseline, line, Palette.TEXT);
            }
            baseline += step;
        }
        String last = lines.getLast();
        Rect caret =
                new Rect(left + mono.width(last), baseline - step - mono.ascent() + 3, cell, mono.lineHeight() - 2);
        if (!computer.shellFocused()) {
            canvas.outline(caret, 1, Palette.DIM);
        } else if (scene.caretOn()) {
            canvas.round(caret, 1, Palette.ACCENT);
        }
    }

    private static void wrap(List<String> lines, String line, int columns) {
        int from = 0;
        do {
            int to = Math.min(line.length(), from + columns);
            lines.add(line.substring(from, to));
            from = to;
        } while (from < line.length());
    }
}
