// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.HidListener;
import io.baton.hid.KeysDown;
import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from the queue and writes their reports, one after the other. An event stays at the head of the queue
 * until its last report is written, so that a lease that ended under it costs nothing.
 *
 * <p>Whenever the target's state cannot be known (an epoch begins, the target was off, the lease was lost, events had
 * to be dropped) the port is dirty: neutral reports are written before anything else.
 *
 * <p>Threading. {@link #begin}, {@link #raise}, {@link #epoch} and {@link #keysDown}: any thread. The rest: the writer.
 */
final class ReportWriter {

    /** A report waits this long for a busy port before it counts as late. */
    static final long WRITE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** An event older than this is not written any more. */
    static final long EXPIRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** How often the lease is renewed, and epoch and ports are looked at, while there is nothing to write. */
    static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SLOW_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Outcome DONE = Outcome.done();

    private record Report(ReportPort port, byte[] bytes) {}

    /** A wish for neutral reports; {@code upTo} is the queue's end when it was made. */
    private record Begin(long epoch, long upTo, long since, CompletableFuture<Outcome> answer) {}

    private final EventRing ring;
    private final Supplier<@Nullable ReportPorts> ports;
    private final LongSupplier deskEpoch;
    private final LongSupplier nanoTime;
    private final HidListener listener;
    private final HidCounters counters;

    private final AtomicLong epoch = new AtomicLong();
    private final Queue<Begin> begins = new ConcurrentLinkedQueue<>();
    private volatile KeysDown keysDown = KeysDown.NONE;

    private final Keyboard keyboard = new Keyboard();
    private final Pointers pointers = new Pointers();
    private final Report keyboardReport = new Report(ReportPort.KEYBOARD, new byte[Keyboard.REPORT_LENGTH]);
    private final Report absoluteReport = new Report(ReportPort.ABSOLUTE_POINTER, new byte[Pointers.ABSOLUTE_LENGTH]);
    private final Report wheelReport = new Report(ReportPort.ABSOLUTE_POINTER, new byte[Pointers.WHEEL_LENGTH]);
    private final Report relativeReport = new Report(ReportPort.RELATIVE_POINTER, new byte[Pointers.RELATIVE_LENGTH]);
    private final byte[] lastKeyboardReport = new byte[Keyboard.REPORT_LENGTH];
    private final ArrayDeque<Report> outbox = new ArrayDeque<>(4);

    private @Nullable PortLease lease;
    private @Nullable ReportPorts leasedFrom;
    private boolean adopting;
    private long leaseUsed;
    private long writtenEpoch;
    private boolean dirty;
    private boolean neutral;
    private boolean onlyMoves;
    private boolean busy;
    private boolean late;
    private long busySince;
    private @Nullable KeysDown told;
    private int toldLeds = -1;

    ReportWriter(
            EventRing ring,
            Supplier<@Nullable ReportPorts> ports,
            LongSupplier deskEpoch,
            LongSupplier nanoTime,
            HidListener listener,
            HidCounters counters) {
        this.ring = ring;
        this.ports = ports;
        this.deskEpoch = deskEpoch;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.counters = counters;
    }

    long epoch() {
        return epoch.get();
    }

    KeysDown keysDown() {
        return keysDown;
    }

    /** Nothing older than this epoch is written any more; neutral reports come before anything of it. */
    void raise(long atLeast) {
        epoch.accumulateAndGet(atLeast, Math::max);
    }

    /** As {@link #raise}, also for the present epoch again, and says when the neutral reports are written. */
    CompletionStage<Outcome> begin(long newEpoch) {
        Begin begin = new Begin(newEpoch, ring.end(), nanoTime.getAsLong(), new CompletableFuture<>());
        begins.add(begin);
        raise(newEpoch);
        return begin.answer;
    }

    /** Starts in this epoch and touches nothing before there is something to write. Called before the first step. */
    void start(long presentEpoch) {
        raise(presentEpoch);
        writtenEpoch = presentEpoch;
    }

    /** Starts after a predecessor whose state is not good any more: neutral reports first. */
    void distrust(HidHandoverState kept) {
        told = new KeysDown(kept.modifiers(), kept.keys());
        dirty = true;
    }

    /** Starts from what a predecessor left in the present epoch. */
    void adopt(HidHandoverState kept) {
        keyboard.set(kept.modifiers(), kept.keys());
        System.arraycopy(kept.lastReport(), 0, lastKeyboardReport, 0, lastKeyboardReport.length);
        List<Integer> pointer = kept.pointer();
        if (pointer.get(2) != 0) {
            pointers.place(pointer.get(0), pointer.get(1), pointer.get(3));
        }
        pointers.hold(pointer.get(4));
        keysDown = keyboard.down();
        told = keysDown;
        adopting = true;
    }

    /** Does the next thing there is to do; returns for how many nanoseconds there will be nothing else, 0 for none. */
    long step() {
        long now = nanoTime.getAsLong();
        ReportPorts present = ports.get();
        if (leasedFrom != null && leasedFrom != present) {
            leave();
            forget();
        }
        if (present == null) {
            adopting = false;
            return off(now);
        }
        tellLeds(present.leds());
        if (adopting) {
            adopting = false;
            takeLease(present, ReportPorts.Start.ADOPTED, now);
        }
        raise(deskEpoch.getAsLong());
        if (lease == null && ring.has(0)) {
            dirty = true;
        }
        if (neutralDue()) {
            return neutralise(present, now);
        }
        if (outbox.isEmpty()) {
            fetch(now);
        }
        if (!outbox.isEmpty()) {
            return write(now);
        }
        return ring.has(0) || neutralDue() ? 0 : idle(now);
    }

    /** Returns whether every accepted event was written and every caller answered. */
    boolean settled() {
        return ring.drained() && begins.isEmpty();
    }

    /** What a successor needs. Called after the last step, before {@link #leave}. */
    HidHandoverState keep() {
        long now = nanoTime.getAsLong();
        boolean owed = !begins.isEmpty();
        refuseBegins(now, 0, Reason.TEMPORARILY_UNAVAILABLE, "The HID output is being replaced.");
        List<Long> pending = new ArrayList<>();
        while (!ring.drained() && nanoTime.getAsLong() - now < WRITE_NANOS) {
            if (ring.has(0)) {
                pending.add(ring.event(0));
                pending.add(ring.stamp(0));
                pending.add(now - ring.nanos(0));
                ring.remove();
            } else {
                Thread.onSpinWait();
            }
        }
        PortLease held = lease;
        boolean lost = held == null || !held.renew();
        return new HidHandoverState(
                keysDown.modifiers(),
                keysDown.keys(),
                lastKeyboardReport.clone(),
                List.of(
                        pointers.x(),
                        pointers.y(),
                        pointers.placed() ? 1 : 0,
                        pointers.absoluteButtons(),
                        pointers.relativeButtons()),
                owed || lost || neutralDue() || !outbox.isEmpty(),
                pending);
    }

    /** Gives the lease back; the ports keep their state for a successor. */
    void leave() {
        PortLease held = lease;
        lease = null;
        leasedFrom = null;
        if (held != null) {
            held.close();
        }
    }

    private boolean neutralDue() {
        return dirty || writtenEpoch < epoch.get() || !begins.isEmpty();
    }

    private long neutralise(ReportPorts present, long now) {
        if (lease == null) {
            takeLease(present, ReportPorts.Start.NEUTRAL, now);
        }
        if (!neutral) {
            neutral = true;
            dirty = true;
            busy = false;
            outbox.clear();
            release();
            keyboard.report(keyboardReport.bytes);
            outbox.add(keyboardReport);
            if (pointers.placed()) {
                pointers.absoluteReport(absoluteReport.bytes);
                outbox.add(absoluteReport);
            }
            pointers.relativeReport(relativeReport.bytes, 0, 0);
            outbox.add(relativeReport);
        }
        return write(now);
    }

    private void neutralised() {
        neutral = false;
        dirty = false;
        for (Begin begin = begins.poll(); begin != null; begin = begins.poll()) {
            raise(begin.epoch);
            discardBefore(begin.upTo);
            begin.answer.complete(DONE);
        }
        writtenEpoch = epoch.get();
    }

    private void fetch(long now) {
        while (outbox.isEmpty() && ring.has(0)) {
            long stamp = ring.stamp(0);
            if (stamp < epoch.get()) {
                counters.stale.increment();
                ring.remove();
            } else if (stamp != writtenEpoch || expired(now)) {
                return;
            } else {
                apply(ring.event(0));
                if (outbox.isEmpty()) {
                    ring.remove();
                }
            }
        }
    }

    private boolean expired(long now) {
        boolean any = false;
        while (ring.has(0) && now - ring.nanos(0) > EXPIRY_NANOS) {
            counters.discarded.increment();
            ring.remove();
            any = true;
        }
        dirty |= any;
        return any;
    }

    private void apply(long event) {
        onlyMoves = false;
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
                onlyMoves = outbox.isEmpty() && buttons == pointers.absoluteButtons();
                pointers.place(PackedEvent.x(event), PackedEvent.y(event), buttons);
                queueAbsolute();
            }
            case PackedEvent.MOVE -> {
                if (pointers.absoluteButtons() != 0) {
                    pointers.releaseAbsolute();
                    queueAbsolute();
                }
                int buttons = PackedEvent.buttons(event);
                onlyMoves = outbox.isEmpty() && buttons == pointers.relativeButtons();
                pointers.hold(buttons);
                queueRelative(PackedEvent.dx(event), PackedEvent.dy(event));
            }
            case PackedEvent.WHEEL -> {
                Pointers.wheelReport(wheelReport.bytes, PackedEvent.dy(event));
                outbox.add(wheelReport);
            }
            default -> throw new IllegalStateException("no such event kind: " + PackedEvent.kind(event));
        }
    }

    /** A report that says what the last one said is left out: an event that changed nothing needs none. */
    private void queueKeyboard() {
        keyboard.report(keyboardReport.bytes);
        if (!Arrays.equals(keyboardReport.bytes, lastKeyboardReport)) {
            outbox.add(keyboardReport);
        }
    }

    private void queueAbsolute() {
        pointers.absoluteReport(absoluteReport.bytes);
        outbox.add(absoluteReport);
    }

    private void queueRelative(int dx, int dy) {
        pointers.relativeReport(relativeReport.bytes, dx, dy);
        outbox.add(relativeReport);
    }

    private long write(long now) {
        PortLease held = lease;
        Report report = outbox.peek();
        if (held == null || report == null) {
            dirty = true;
            return 0;
        }
        leaseUsed = now;
        return switch (held.write(report.port, report.bytes)) {
            case WRITTEN -> written(report);
            case BUSY -> stalled(now);
            case OFF -> off(now);
            case REVOKED -> leaseLost();
        };
    }

    private long written(Report report) {
        counters.written.increment();
        busy = false;
        outbox.remove();
        if (report.port == ReportPort.KEYBOARD) {
            System.arraycopy(report.bytes, 0, lastKeyboardReport, 0, lastKeyboardReport.length);
            tellKeys();
        }
        if (outbox.isEmpty()) {
            if (neutral) {
                neutralised();
            } else {
                ring.remove();
            }
        }
        return 0;
    }

    private long stalled(long now) {
        if (!busy) {
            busy = true;
            late = false;
            busySince = now;
        }
        refuseBegins(now, WRITE_NANOS, Reason.TARGET_OFF, "The target did not take the neutral reports in time.");
        long waited = now - busySince;
        if (neutral) {
            expired(now);
        } else if (onlyMoves && (joinMoves() || waited >= WRITE_NANOS)) {
            counters.coalesced.increment();
            outbox.clear();
            ring.remove();
            return 0;
        } else if (expired(now)) {
            outbox.clear();
        }
        if (waited >= WRITE_NANOS && !late) {
            late = true;
            counters.late.increment();
        }
        return waited < EXPIRY_NANOS ? RETRY_NANOS : SLOW_RETRY_NANOS;
    }

    /** Whether the next event says all that the one at the head says, if need be after it was made to. */
    private boolean joinMoves() {
        if (!ring.has(1) || ring.stamp(1) != ring.stamp(0)) {
            return false;
        }
        long head = ring.event(0);
        long next = ring.event(1);
        if (PackedEvent.kind(head) != PackedEvent.kind(next)
                || PackedEvent.buttons(head) != PackedEvent.buttons(next)) {
            return false;
        }
        if (PackedEvent.kind(head) == PackedEvent.POINTER) {
            return true;
        }
        int dx = PackedEvent.dx(head) + PackedEvent.dx(next);
        int dy = PackedEvent.dy(head) + PackedEvent.dy(next);
        if (Math.abs(dx) > 127 || Math.abs(dy) > 127) {
            return false;
        }
        ring.replace(1, PackedEvent.move(dx, dy, PackedEvent.buttons(next)));
        return true;
    }

    /** The target is off or not there: nothing is down any more, and what was meant for it is dropped. */
    private long off(long now) {
        forget();
        dirty = true;
        refuseBegins(now, 0, Reason.TARGET_OFF, "The target is off.");
        long end = ring.end();
        while (ring.position() < end && ring.has(0)) {
            counters.targetOff.increment();
            ring.remove();
        }
        return IDLE_NANOS;
    }

    /** The lease has ended, and with it what was down. A new one is taken when there is something to write. */
    long leaseLost() {
        leave();
        forget();
        return RETRY_NANOS;
    }

    private long idle(long now) {
        PortLease held = lease;
        if (held == null) {
            tellKeys();
            return IDLE_NANOS;
        }
        if (now - leaseUsed >= IDLE_NANOS) {
            leaseUsed = now;
            if (!held.renew()) {
                return leaseLost();
            }
        }
        return Math.max(RETRY_NANOS, IDLE_NANOS - (now - leaseUsed));
    }

    private void takeLease(ReportPorts from, ReportPorts.Start start, long now) {
        lease = from.lease(start);
        leasedFrom = from;
        leaseUsed = now;
    }

    private void forget() {
        outbox.clear();
        neutral = false;
        busy = false;
        release();
        Arrays.fill(lastKeyboardReport, (byte) 0);
        tellKeys();
    }

    private void release() {
        keyboard.release();
        pointers.release();
    }

    private void discardBefore(long position) {
        while (ring.position() < position && ring.has(0)) {
            (ring.stamp(0) < epoch.get() ? counters.stale : counters.discarded).increment();
            ring.remove();
        }
    }

    private void refuseBegins(long now, long minimumAge, Reason reason, String message) {
        for (Begin begin = begins.peek(); begin != null && now - begin.since >= minimumAge; begin = begins.peek()) {
            begins.remove();
            dirty = true;
            discardBefore(begin.upTo);
            begin.answer.complete(Outcome.refused(reason, message));
        }
    }

    private void tellKeys() {
        KeysDown now = keyboard.down();
        keysDown = now;
        if (!now.equals(told)) {
            told = now;
            listener.keysDown(now);
        }
    }

    private void tellLeds(int bits) {
        if (bits != toldLeds) {
            toldLeds = bits;
            listener.leds(bits);
        }
    }
}
