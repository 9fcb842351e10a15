// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.KeysDown;
import io.baton.port.ReportPort;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of keyboard and pointers, and the reports of the last change that are not written yet.
 *
 * <p>Threading. One thread at a time.
 */
final class DeviceReports {

    /** A report and its port; the bytes are valid until the next change. */
    record Report(ReportPort port, byte[] bytes) {}

    private final Keyboard keyboard = new Keyboard();
    private final Pointers pointers = new Pointers();
    private final Report keyboardReport = new Report(ReportPort.KEYBOARD, new byte[Keyboard.REPORT_LENGTH]);
    private final Report absoluteReport = new Report(ReportPort.ABSOLUTE_POINTER, new byte[Pointers.ABSOLUTE_LENGTH]);
    private final Report wheelReport = new Report(ReportPort.ABSOLUTE_POINTER, new byte[Pointers.WHEEL_LENGTH]);
    private final Report relativeReport = new Report(ReportPort.RELATIVE_POINTER, new byte[Pointers.RELATIVE_LENGTH]);
    private final byte[] lastKeyboardReport = new byte[Keyboard.REPORT_LENGTH];
    private final ArrayDeque<Report> unwritten = new ArrayDeque<>(4);
    private boolean onlyMove;

    /** Changes the state by a packed event and queues the reports of the change; none when nothing changes. */
    void apply(long event) {
        onlyMove = false;
        switch (PackedEvent.kind(event)) {
            case PackedEvent.KEYBOARD -> {
                keyboard.set(PackedEvent.modifiers(event), PackedEvent.keys(event));
                queueKeyboard();
            }
            case PackedEvent.KEY -> {
                keyboard.key(PackedEvent.usage(event), PackedEvent.down(event));
                queueKeyboard();
            }
            case PackedEvent.POINTER -> {
                if (pointers.relativeButtons() != 0) {
                    pointers.hold(0);
                    queueRelative(0, 0);
                }
                int buttons = PackedEvent.buttons(event);
                onlyMove = unwritten.isEmpty() && buttons == pointers.absoluteButtons();
                pointers.place(PackedEvent.x(event), PackedEvent.y(event), buttons);
                queueAbsolute();
            }
            case PackedEvent.MOVE -> {
                if (pointers.absoluteButtons() != 0) {
                    pointers.releaseAbsolute();
                    queueAbsolute();
                }
                int buttons = PackedEvent.buttons(event);
                onlyMove = unwritten.isEmpty() && buttons == pointers.relativeButtons();
                pointers.hold(buttons);
                queueRelative(PackedEvent.dx(event), PackedEvent.dy(event));
            }
            case PackedEvent.WHEEL -> {
                Pointers.wheelReport(wheelReport.bytes, PackedEvent.dy(event), PackedEvent.dx(event));
                unwritten.add(wheelReport);
            }
            default -> throw new IllegalStateException("no such event kind: " + PackedEvent.kind(event));
        }
    }

    /** Releases everything and queues a neutral report for each device in place of what is unwritten. */
    void neutralise() {
        unwritten.clear();
        release();
        keyboard.report(keyboardReport.bytes);
        unwritten.add(keyboardReport);
        if (pointers.placed()) {
            queueAbsolute();
        }
        queueRelative(0, 0);
    }

    /** Releases everything and discards what is unwritten: the target has lost its state. */
    void reset() {
        unwritten.clear();
        release();
        Arrays.fill(lastKeyboardReport, (byte) 0);
    }

    /** Discards what is unwritten; the state stays. */
    void discardUnwritten() {
        unwritten.clear();
    }

    /** Returns the next report to write; null when all are written. */
    @Nullable
    Report next() {
        return unwritten.peek();
    }

    boolean allWritten() {
        return unwritten.isEmpty();
    }

    /** Removes the report that {@link #next} returned, which the port took. */
    void written() {
        if (unwritten.remove().port == ReportPort.KEYBOARD) {
            System.arraycopy(keyboardReport.bytes, 0, lastKeyboardReport, 0, lastKeyboardReport.length);
        }
    }

    /** Whether what is unwritten is one pointer move without a change of buttons. */
    boolean onlyMove() {
        return onlyMove;
    }

    /** Whether a key or button is down. */
    boolean anyDown() {
        return keyboard.anyDown() || pointers.absoluteButtons() != 0 || pointers.relativeButtons() != 0;
    }

    KeysDown keysDown() {
        return keyboard.down();
    }

    /** Continues with the state of a predecessor, which the target still has. */
    void adopt(HidHandoverState saved) {
        keyboard.set(saved.modifiers(), saved.keys());
        System.arraycopy(saved.lastReport(), 0, lastKeyboardReport, 0, lastKeyboardReport.length);
        List<Integer> pointer = saved.pointer();
        if (pointer.get(2) != 0) {
            pointers.place(pointer.get(0), pointer.get(1), pointer.get(3));
        }
        pointers.hold(pointer.get(4));
    }

    /**
     * Returns the state for a successor.
     *
     * @param keys the keys that are down on the target
     * @param neutralPending whether neutral reports are to be written first
     * @param events as {@link HidHandoverState#pending}
     */
    HidHandoverState save(KeysDown keys, boolean neutralPending, List<Long> events) {
        return new HidHandoverState(
                keys.modifiers(),
                keys.keys(),
                lastKeyboardReport.clone(),
                List.of(
                        pointers.x(),
                        pointers.y(),
                        pointers.placed() ? 1 : 0,
                        pointers.absoluteButtons(),
                        pointers.relativeButtons()),
                neutralPending,
                events);
    }

    /** Queues the keyboard's report unless the target has it already. */
    private void queueKeyboard() {
        keyboard.report(keyboardReport.bytes);
        if (!Arrays.equals(keyboardReport.bytes, lastKeyboardReport)) {
            unwritten.add(keyboardReport);
        }
    }

    private void queueAbsolute() {
        pointers.absoluteReport(absoluteReport.bytes);
        unwritten.add(absoluteReport);
    }

    private void queueRelative(int dx, int dy) {
        pointers.relativeReport(relativeReport.bytes, dx, dy);
        unwritten.add(relativeReport);
    }

    private void release() {
        keyboard.release();
        pointers.release();
    }
}
