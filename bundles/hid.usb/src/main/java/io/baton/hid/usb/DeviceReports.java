// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.KeysDown;
import io.baton.port.ReportPort;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of keyboard and pointers, and the reports of the last change that are not written yet.
 *
 * <p>Threading. One thread at a time.
 */
final class DeviceReports {

    /**
     * A report and its port; the bytes are valid until the next change.
     *
     * @param last for reports of keys, the bytes the target has; empty for the others
     */
    record Report(ReportPort port, byte[] bytes, byte[] last) {

        private static Report ofKeys(ReportPort port, int length) {
            return new Report(port, new byte[length], new byte[length]);
        }

        private static Report ofPointer(ReportPort port, int length) {
            return new Report(port, new byte[length], new byte[0]);
        }

        /** Whether it is about keys. */
        boolean keys() {
            return last.length > 0;
        }

        private boolean changed() {
            return !Arrays.equals(bytes, last);
        }
    }

    private final Keyboard keyboard;
    private final Pointers pointers = new Pointers();
    private final Report keyboardReport = Report.ofKeys(ReportPort.KEYBOARD, Keyboard.REPORT_LENGTH);
    private final Report consumerReport = Report.ofKeys(ReportPort.ABSOLUTE_POINTER, Keyboard.CONSUMER_LENGTH);
    private final Report systemReport = Report.ofKeys(ReportPort.ABSOLUTE_POINTER, Keyboard.SYSTEM_LENGTH);
    private final Report moreKeysReport = Report.ofKeys(ReportPort.ABSOLUTE_POINTER, Keyboard.MORE_KEYS_LENGTH);
    private final Report absoluteReport = Report.ofPointer(ReportPort.ABSOLUTE_POINTER, Pointers.ABSOLUTE_LENGTH);
    private final Report wheelReport = Report.ofPointer(ReportPort.ABSOLUTE_POINTER, Pointers.WHEEL_LENGTH);
    private final Report relativeReport = Report.ofPointer(ReportPort.RELATIVE_POINTER, Pointers.RELATIVE_LENGTH);
    private final List<Report> numberedKeys = List.of(consumerReport, systemReport, moreKeysReport);
    private final ArrayDeque<Report> unwritten = new ArrayDeque<>(8);
    private boolean onlyMove;

    /** @param nKeyRollover whether the target takes more than six keys */
    DeviceReports(BooleanSupplier nKeyRollover) {
        keyboard = new Keyboard(nKeyRollover);
        forget();
    }

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
        makeKeyReports();
        unwritten.add(keyboardReport);
        queueNumberedKeys();
        if (pointers.placed()) {
            queueAbsolute();
        }
        queueRelative(0, 0);
    }

    /** Releases everything and discards what is unwritten: the target has lost its state. */
    void reset() {
        unwritten.clear();
        release();
        forget();
    }

    /** Nothing is down on the target. */
    private void forget() {
        Arrays.fill(keyboardReport.last, (byte) 0);
        keyboard.controlReports(consumerReport.last, systemReport.last);
        keyboard.moreKeysReport(moreKeysReport.last);
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
        Report report = unwritten.remove();
        System.arraycopy(report.bytes, 0, report.last, 0, report.last.length);
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
        System.arraycopy(saved.lastReport(), 0, keyboardReport.last, 0, keyboardReport.last.length);
        List<Integer> pointer = saved.pointer();
        if (pointer.get(2) != 0) {
            pointers.place(pointer.get(0), pointer.get(1), pointer.get(3));
        }
        pointers.hold(pointer.get(4));
    }

    /**
     * Returns the state for a successor. Keys in numbered reports are not part of it: a version that does not know them
     * would never release them, so neutral reports come first.
     *
     * @param keys the keys that are down on the target
     * @param neutralPending whether neutral reports are to be written first
     * @param chord as {@link HidHandoverState#chord}
     * @param events as {@link HidHandoverState#pending}
     */
    HidHandoverState save(KeysDown keys, boolean neutralPending, long chord, List<Long> events) {
        return new HidHandoverState(
                keys.modifiers(),
                keys.keys(),
                keyboardReport.last.clone(),
                List.of(
                        pointers.x(),
                        pointers.y(),
                        pointers.placed() ? 1 : 0,
                        pointers.absoluteButtons(),
                        pointers.relativeButtons()),
                neutralPending || anyNumberedKey(),
                chord,
                events);
    }

    /** Queues the reports of keys, but for those the target has already. */
    private void queueKeyboard() {
        makeKeyReports();
        if (keyboardReport.changed()) {
            unwritten.add(keyboardReport);
        }
        queueNumberedKeys();
    }

    private void queueNumberedKeys() {
        for (int i = 0; i < numberedKeys.size(); i++) {
            if (numberedKeys.get(i).changed()) {
                unwritten.add(numberedKeys.get(i));
            }
        }
    }

    private void makeKeyReports() {
        keyboard.report(keyboardReport.bytes);
        keyboard.controlReports(consumerReport.bytes, systemReport.bytes);
        keyboard.moreKeysReport(moreKeysReport.bytes);
    }

    /** Whether the target has a numbered report in which a key is down. */
    private boolean anyNumberedKey() {
        for (Report report : numberedKeys) {
            for (int i = 1; i < report.last.length; i++) {
                if (report.last[i] != 0) {
                    return true;
                }
            }
        }
        return false;
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
