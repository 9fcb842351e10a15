// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.hidhost.HidComputer;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * The computer itself: what keys and pointer did to it. Independent of whether its screen is open.
 *
 * <p>Threading. Any thread; every method holds the monitor for microseconds.
 */
final class Computer implements HidComputer {

    private static final long MILLI = 1_000_000;
    private static final long REPEAT_INTERVAL = 33 * MILLI;
    private static final int MOST_REPEATS = 30;
    private static final int LEFT = 1;

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final long bootNanos;
    private final long poweredNanos;
    private final IntConsumer ledReport;
    private final KeyLog log = new KeyLog();
    private final HeldKeys held;
    private final Pointer pointer;
    private final TextField notes = new TextField();
    private final Shell shell;
    private final VirtualDrive drive = new VirtualDrive();
    private int width;
    private int height;
    private boolean skipBoot;
    private boolean shellFocused;
    private int leds;
    private int typed;
    private int lastTyped;
    private long reports;
    private boolean connected;

    /**
     * @param bootMillis how long the boot text is shown
     * @param repeatDelayMillis how long a key is held before it repeats; 0 for never
     * @param ledReport takes the lock LEDs each time the computer sets them; must not block
     */
    Computer(
            InstantSource clock,
            LongSupplier nanoTime,
            int width,
            int height,
            int bootMillis,
            int repeatDelayMillis,
            IntConsumer ledReport) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.width = width;
        this.height = height;
        this.ledReport = ledReport;
        bootNanos = bootMillis * MILLI;
        poweredNanos = nanoTime.getAsLong();
        held = new HeldKeys(repeatDelayMillis * MILLI, REPEAT_INTERVAL);
        pointer = new Pointer(width, height);
        shell = new Shell(() -> clock.instant().atZone(ZoneOffset.UTC), this::status, drive);
    }

    VirtualDrive drive() {
        return drive;
    }

    KeyLog log() {
        return log;
    }

    synchronized void resize(int newWidth, int newHeight) {
        pointer.resize(newWidth, newHeight);
        width = newWidth;
        height = newHeight;
    }

    @Override
    public synchronized void press(int usage) {
        long now = nanoTime.getAsLong();
        repeat(now);
        if (!held.press(usage, now)) {
            return;
        }
        log.add(new KeyEdge(clock.instant(), usage, true));
        if (booting(now)) {
            skipBoot = true;
        }
        int lock = UsKeyboard.lock(usage);
        if (lock != 0) {
            leds ^= lock;
            ledReport.accept(leds);
        } else {
            stroke(usage);
        }
    }

    @Override
    public synchronized void release(int usage) {
        repeat(nanoTime.getAsLong());
        if (held.release(usage)) {
            log.add(new KeyEdge(clock.instant(), usage, false));
        }
    }

    @Override
    public synchronized void absolutePosition(int x, int y) {
        pointer.place(x, y);
    }

    @Override
    public synchronized void absoluteButtons(int bits) {
        int before = pointer.buttons();
        pointer.absoluteButtons(bits);
        clicked(before);
    }

    @Override
    public synchronized void relativeMove(int dx, int dy) {
        pointer.move(dx, dy);
    }

    @Override
    public synchronized void relativeButtons(int bits) {
        int before = pointer.buttons();
        pointer.relativeButtons(bits);
        clicked(before);
    }

    @Override
    public synchronized void wheel(int vertical, int horizontal) {
        pointer.turn(vertical, horizontal);
    }

    @Override
    public synchronized void countReport() {
        reports++;
    }

    /** The USB device was configured or went away; a computer sets the LEDs of a keyboard it finds. */
    @Override
    public synchronized void connected(boolean present) {
        connected = present;
        if (present) {
            ledReport.accept(leds);
        }
    }

    synchronized ComputerState state() {
        long now = nanoTime.getAsLong();
        repeat(now);
        return new ComputerState(
                (now - poweredNanos) / MILLI,
                booting(now),
                held.usages(),
                held.modifiers(),
                leds,
                typed,
                lastTyped,
                shellFocused,
                shell.lines(),
                shell.input(),
                notes.text(),
                notes.caret(),
                pointer.x(),
                pointer.y(),
                pointer.buttons(),
                pointer.wheel(),
                pointer.horizontalWheel(),
                reports,
                connected,
                drive.text());
    }

    private boolean booting(long now) {
        return !skipBoot && now - poweredNanos < bootNanos;
    }

    private void repeat(long now) {
        int usage = held.dueRepeat(now);
        for (int i = 0; usage != 0 && i < MOST_REPEATS; i++) {
            stroke(usage);
            usage = held.dueRepeat(now);
        }
    }

    private void stroke(int usage) {
        Keystroke stroke = UsKeyboard.stroke(usage, held.modifiers(), leds);
        switch (stroke.action()) {
            case TYPE -> count(stroke.character());
            case ENTER -> count('\n');
            case SWITCH -> shellFocused = !shellFocused;
            default -> {
                // nothing typed
            }
        }
        if (shellFocused) {
            shell.apply(stroke);
        } else {
            notes.apply(stroke);
        }
    }

    private void count(char character) {
        typed++;
        lastTyped = lastTyped << 8 | (character & 0xFF);
    }

    private void clicked(int before) {
        if ((pointer.buttons() & ~before & LEFT) == 0) {
            return;
        }
        Layout layout = Layout.of(width, height);
        if (layout.terminal().contains(pointer.x(), pointer.y())) {
            shellFocused = true;
        } else if (layout.notes().contains(pointer.x(), pointer.y())) {
            shellFocused = false;
        }
    }

    private String status() {
        return "screen   %d\u00d7%d\nusb      %s, %d reports\npointer  %d, %d\ntyped    %d characters"
                .formatted(
                        width,
                        height,
                        connected ? "configured" : "not configured",
                        reports,
                        pointer.x(),
                        pointer.y(),
                        typed);
    }
}
