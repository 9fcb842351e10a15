// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;
import java.util.ArrayList;
import java.util.List;

/** The window that shows what is typed. */
final class NotesWindow implements Widget {

    private static final int INDENT = 18;
    private static final String HINT = "Type something\u2026";

    /** One line on the screen: the part of the text from {@code from} to {@code to}. */
    private record Line(int from, int to) {}

    private final Rect frame;
    private final Rect area;
    private final Typefaces faces;

    NotesWindow(Rect frame, Typefaces faces) {
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
        Window.light(canvas, frame, faces, "Notes");
    }

    @Override
    public Object look(ScreenContents scene) {
        ComputerState computer = scene.computer();
        boolean caret = !computer.shellFocused() && scene.caretOn();
        return List.of(computer.notes(), computer.caret(), caret);
    }

    @Override
    public void paint(Canvas canvas, ScreenContents scene) {
        ComputerState computer = scene.computer();
        Typeface face = faces.text();
        String text = computer.notes();
        int step = face.lineHeight() + 3;
        List<Line> lines = wrap(text, face, area.width() - 2 * INDENT);
        int caretLine = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).from <= computer.caret()) {
                caretLine = i;
            }
        }
        int rows = Math.max(1, (area.height() - 12) / step);
        int first = Math.max(0, caretLine - rows + 1);
        int left = area.x() + INDENT;
        int top = area.y() + 10;
        if (text.isEmpty()) {
            canvas.text(face, left, top + face.ascent(), HINT, 0xFFB4BACB);
        }
        for (int i = first; i < Math.min(lines.size(), first + rows); i++) {
            Line line = lines.get(i);
            int baseline = top + (i - first) * step + face.ascent();
            canvas.text(face, left, baseline, text.substring(line.from, line.to), Palette.INK);
        }
        if (!computer.shellFocused() && scene.caretOn()) {
            Line line = lines.get(caretLine);
            int end = Math.min(computer.caret(), line.to);
            int x = left + face.width(text.substring(line.from, end));
            int y = top + (caretLine - first) * step;
            canvas.fill(new Rect(x, y, 2, face.lineHeight()), 0xFF0E9F86);
        }
    }

    private static List<Line> wrap(String text, Typeface face, int width) {
        List<Line> lines = new ArrayList<>();
        int from = 0;
        int lastSpace = -1;
        int advance = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                lines.add(new Line(from, i));
                from = i + 1;
                lastSpace = -1;
                advance = 0;
                continue;
            }
            if (c == ' ') {
                lastSpace = i;
            }
            advance += face.glyph(c).advance();
            if (advance > width * 64 && i > from) {
                int end = lastSpace > from ? lastSpace + 1 : i;
                lines.add(new Line(from, end));
                from = end;
                lastSpace = -1;
                advance = face.width(text.substring(from, i + 1)) * 64;
            }
        }
        lines.add(new Line(from, text.length()));
        return lines;
    }
}
