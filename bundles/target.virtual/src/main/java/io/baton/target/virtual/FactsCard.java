// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.Rect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the computer knows about itself, line by line. */
final class FactsCard implements Widget {

    private static final int LEAST_STEP = 28;
    private static final int MOST_STEP = 42;
    private static final int HEAD = 44;
    private static final int MAX_TEXT = 22;

    private record Fact(String name, String value) {}

    private final Rect frame;
    private final Typefaces faces;

    FactsCard(Rect frame, Typefaces faces) {
        this.frame = frame;
        this.faces = faces;
    }

    @Override
    public Rect area() {
        return new Rect(frame.x() + 16, frame.y() + HEAD, frame.width() - 32, frame.height() - HEAD - 8);
    }

    @Override
    public void backdrop(Canvas canvas) {
        Card.paint(canvas, frame);
        canvas.text(faces.title(), frame.x() + 20, frame.y() + 32, "This computer", Palette.BRIGHT);
    }

    @Override
    public Object look(ScreenContents scene) {
        return facts(scene);
    }

    @Override
    public void paint(Canvas canvas, ScreenContents scene) {
        List<Fact> facts = facts(scene);
        int step = Math.clamp(area().height() / facts.size(), LEAST_STEP, MOST_STEP);
        int baseline = area().y() + step / 2 + 4;
        boolean first = true;
        for (Fact fact : facts) {
            if (baseline + 6 > area().bottom()) {
                return;
            }
            if (!first) {
                canvas.fill(new Rect(frame.x() + 20, baseline - step / 2 - 5, frame.width() - 40, 1), 0x12FFFFFF);
            }
            first = false;
            canvas.text(faces.body(), frame.x() + 20, baseline, fact.name, Palette.DIM);
            canvas.textRight(faces.body(), frame.right() - 20, baseline, fact.value, Palette.BRIGHT);
            baseline += step;
        }
    }

    private static List<Fact> facts(ScreenContents scene) {
        ComputerState computer = scene.computer();
        List<Fact> facts = new ArrayList<>();
        Duration up = Duration.ofMillis(computer.upMillis());
        facts.add(new Fact("USB device", computer.connected() ? "configured" : "not there"));
        facts.add(new Fact("Drive", shortened(computer.drive())));
        facts.add(new Fact("Keys down", keys(computer)));
        facts.add(new Fact("Characters typed", Integer.toString(computer.typed())));
        facts.add(new Fact("USB reports", Long.toString(computer.reports())));
        facts.add(new Fact("Focus", computer.shellFocused() ? "Terminal" : "Notes"));
        facts.add(new Fact("Keyboard layout", "US"));
        facts.add(new Fact(
                "Up since power-on",
                String.format(Locale.ROOT, "%d:%02d:%02d", up.toHours(), up.toMinutesPart(), up.toSecondsPart())));
        return facts;
    }

    private static String shortened(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT - 1) + "\u2026" : text;
    }

    private static String keys(ComputerState computer) {
        if (computer.keys().isEmpty()) {
            return "none";
        }
        List<String> labels = new ArrayList<>();
        for (int usage : computer.keys()) {
            labels.add(KeyboardShape.KEYS.stream()
                    .filter(key -> key.usage() == usage)
                    .map(key -> key.label().isEmpty() ? "Space" : key.label())
                    .findFirst()
                    .orElse("0x%02X".formatted(usage)));
        }
        String text = String.join(" ", labels);
        return text.length() > MAX_TEXT ? labels.size() + " keys" : text;
    }
}
