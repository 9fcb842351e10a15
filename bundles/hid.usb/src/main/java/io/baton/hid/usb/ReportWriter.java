// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.HidEvent;
import io.baton.hid.KeysDown;
import io.baton.hid.usb.EpochRequests.EpochRequest;
import io.baton.port.ReportPorts;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from the queue and writes their reports, one after the other. An event stays at the head of the queue
 * until its last report is written, so that it is written again when the lease ends meanwhile.
 *
 * <p>Whenever the target's state cannot be known (an epoch begins, the target was off, the lease was lost, events had
 * to be dropped, input is absent) the port is dirty: neutral reports are written before anything else.
 *
 * <p>A chord that an epoch begins with is part of its neutral reports: interrupted at any place, all of them are
 * written again, and nothing else before.
 *
 * <p>Threading. {@link #begin}, {@link #raise} and {@link #epoch}: any thread. The rest: the writer.
 */
final class ReportWriter {

    /** The age after which an event is discarded. */
    static final long EXPIRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** The interval at which the lease is renewed, and epoch and ports are read, while nothing is to be written. */
    static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The absence of input after which keys and buttons are released; its messages wait as long. */
    static final long INPUT_ABSENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long ALL_UP = PackedEvent.pack(new HidEvent.Keyboard(0, 0));
    private static final long SLOW_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final EventRing ring;
    private final Supplier<@Nullable ReportPorts> ports;
    private final BooleanSupplier inputPresent;
    private final LongSupplier coordinatorEpoch;
    private final LongSupplier writeNanos;
    private final LongSupplier nanoTime;
    private final ListenerNotifier notifier;
    private final HidCounters counters;

    private final AtomicLong epoch = new AtomicLong();
    private final EpochRequests requests = new EpochRequests();
    /** The chord to be written with the neutral reports, packed; 0 for none. */
    private final AtomicLong chord = new AtomicLong();

    private final DeviceReports reports;
    private final LeasedPorts lease = new LeasedPorts();
    private boolean adopting;
    private boolean inputAbsent;
    private long inputAbsentSince;
    private long writtenEpoch;
    private boolean dirty;
    private boolean neutral;
    private ChordStep chordStep = ChordStep.NONE;
    private long chordStarted;
    private boolean busy;
    private boolean late;
    private long busySince;

    private enum ChordStep {
        NONE,
        DOWN,
        UP
    }

    /**
     * @param nKeyRollover whether the ports take more than six keys
     * @param writeNanos the time a report waits for a busy port before it counts as late
     */
    ReportWriter(
            EventRing ring,
            Supplier<@Nullable ReportPorts> ports,
            BooleanSupplier nKeyRollover,
            BooleanSupplier inputPresent,
            LongSupplier coordinatorEpoch,
            LongSupplier writeNanos,
            LongSupplier nanoTime,
            ListenerNotifier notifier,
            HidCounters counters) {
        this.ring = ring;
        this.ports = ports;
        reports = new DeviceReports(nKeyRollover);
        this.inputPresent = inputPresent;
        this.coordinatorEpoch = coordinatorEpoch;
        this.writeNanos = writeNanos;
        this.nanoTime = nanoTime;
        this.notifier = notifier;
        this.counters = counters;
    }

    long epoch() {
        return epoch.get();
    }

    /** Discards events of older epochs from now on, and writes neutral reports before anything of this one. */
    void raise(long atLeast) {
        epoch.accumulateAndGet(atLeast, Math::max);
    }

    /**
     * As {@link #raise}, also for the present epoch; completes when the neutral reports are written, and the chord if
     * there is one.
     */
    CompletionStage<Outcome> begin(long newEpoch, HidEvent.@Nullable Keyboard newChord) {
        if (newChord != null) {
            chord.set(PackedEvent.pack(newChord));
        }
        CompletionStage<Outcome> answer = requests.add(newEpoch, ring.end(), nanoTime.getAsLong());
        raise(newEpoch);
        return answer;
    }

    /** Starts in this epoch; takes no lease before there is something to write. Called before the first step. */
    void start(long presentEpoch) {
        raise(presentEpoch);
        writtenEpoch = presentEpoch;
    }

    /** Starts after a predecessor whose state may differ from the target's: neutral reports first. */
    void discard(HidHandoverState saved) {
        notifier.startKeys(new KeysDown(saved.modifiers(), saved.keys()));
        dirty = true;
        chord.compareAndSet(0, saved.chord());
    }

    /** Starts from the state a predecessor saved in the present epoch. */
    void adopt(HidHandoverState saved) {
        reports.adopt(saved);
        notifier.startKeys(reports.keysDown());
        notifyKeys();
        adopting = true;
    }

    /** Starts after a predecessor that left no state: neutral reports first. Called before the first step. */
    void startUnknown() {
        dirty = true;
    }

    /** Goes on after a successor that failed: neutral reports first, since it may have written others. */
    void resume() {
        reports.discardUnwritten();
        neutral = false;
        busy = false;
        dirty = true;
    }

    /** Does what is due next; returns for how many nanoseconds nothing else is due. */
    long step() {
        long now = nanoTime.getAsLong();
        ReportPorts present = ports.get();
        if (lease.replacedBy(present)) {
            lease.release();
            reset();
        }
        if (present == null) {
            adopting = false;
            return off(now);
        }
        notifier.leds(present.leds());
        if (adopting) {
            adopting = false;
            lease.take(present, ReportPorts.Start.ADOPTED, now);
        }
        raise(coordinatorEpoch.getAsLong());
        watchInput(now);
        if (!lease.held() && ring.has(0)) {
            dirty = true;
        }
        if (neutralDue()) {
            return neutralise(present, now);
        }
        if (reports.allWritten()) {
            fetch(now);
        }
        if (!reports.allWritten()) {
            return write(now);
        }
        return ring.has(0) || neutralDue() ? 0 : idle(now);
    }

    /** Returns whether every accepted event is written and every request answered. */
    boolean settled() {
        return ring.drained() && requests.isEmpty();
    }

    /** Returns the state for a successor. Called after the last step, before {@link #releaseLease}. */
    HidHandoverState save() {
        long now = nanoTime.getAsLong();
        boolean owed = !requests.isEmpty();
        refuseRequests(now, 0, Reason.TEMPORARILY_UNAVAILABLE, "The HID output is being replaced.");
        List<Long> pending = new ArrayList<>();
        while (!ring.drained() && nanoTime.getAsLong() - now < writeNanos.getAsLong()) {
            if (ring.has(0)) {
                pending.add(ring.event(0));
                pending.add(ring.epoch(0));
                pending.add(now - ring.nanos(0));
                ring.remove();
            } else {
                Thread.onSpinWait();
            }
        }
        boolean lost = !lease.renew(now);
        return reports.save(
                notifier.keysDown(), owed || lost || neutralDue() || !reports.allWritten(), chord.get(), pending);
    }

    /** Whether the ports are leased. Any thread. */
    boolean hasLease() {
        return lease.held();
    }

    /** Gives the lease back; the ports keep their state for a successor. */
    void releaseLease() {
        lease.release();
    }

    /** Input that is absent longer than its messages wait may have lost the one that releases a key. */
    private void watchInput(long now) {
        boolean absent = !inputPresent.getAsBoolean();
        if (absent && !inputAbsent) {
            inputAbsentSince = now;
        }
        inputAbsent = absent;
        if (absent && now - inputAbsentSince > INPUT_ABSENT_NANOS && reports.anyDown()) {
            dirty = true;
        }
    }

    private boolean neutralDue() {
        return dirty || writtenEpoch < epoch.get() || !requests.isEmpty() || chord.get() != 0;
    }

    private long neutralise(ReportPorts present, long now) {
        if (!lease.held()) {
            lease.take(present, ReportPorts.Start.NEUTRAL, now);
        }
        if (!neutral) {
            neutral = true;
            chordStep = ChordStep.NONE;
            dirty = true;
            busy = false;
            reports.neutralise();
        }
        return write(now);
    }

    /** Queues the next report of the chord; returns false when there is none left. */
    private boolean chordContinues() {
        switch (chordStep) {
            case NONE -> {
                chordStarted = chord.get();
                if (chordStarted == 0) {
                    return false;
                }
                chordStep = ChordStep.DOWN;
                reports.apply(chordStarted);
            }
            case DOWN -> {
                chordStep = ChordStep.UP;
                reports.apply(ALL_UP);
            }
            case UP -> {
                chord.compareAndSet(chordStarted, 0);
                return false;
            }
        }
        return true;
    }

    private void neutralised() {
        neutral = false;
        dirty = false;
        for (EpochRequest request = requests.poll(); request != null; request = requests.poll()) {
            raise(request.epoch());
            discardBefore(request.eventsBefore());
            request.complete();
        }
        writtenEpoch = epoch.get();
    }

    private void fetch(long now) {
        while (reports.allWritten() && ring.has(0)) {
            long eventEpoch = ring.epoch(0);
            if (eventEpoch < epoch.get()) {
                counters.stale.increment();
                ring.remove();
            } else if (eventEpoch != writtenEpoch || expired(now)) {
                return;
            } else {
                reports.apply(ring.event(0));
                if (reports.allWritten()) {
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

    private long write(long now) {
        DeviceReports.Report report = reports.next();
        if (!lease.held() || report == null) {
            dirty = true;
            return 0;
        }
        return switch (lease.write(report, now)) {
            case WRITTEN -> written(report.keys());
            case BUSY -> stalled(now);
            case OFF -> off(now);
            case REVOKED -> leaseLost();
        };
    }

    private long written(boolean keys) {
        counters.written.increment();
        busy = false;
        reports.written();
        if (keys) {
            notifyKeys();
        }
        if (reports.allWritten()) {
            if (!neutral) {
                ring.remove();
            } else if (!chordContinues()) {
                neutralised();
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
        refuseRequests(
                now, writeNanos.getAsLong(), Reason.TARGET_OFF, "The target did not take the neutral reports in time.");
        long waited = now - busySince;
        if (neutral) {
            expired(now);
        } else if (reports.onlyMove() && (MoveMerger.merge(ring) || waited >= writeNanos.getAsLong())) {
            counters.coalesced.increment();
            reports.discardUnwritten();
            ring.remove();
            return 0;
        } else if (expired(now)) {
            reports.discardUnwritten();
        }
        if (waited >= writeNanos.getAsLong() && !late) {
            late = true;
            counters.late.increment();
        }
        return waited < EXPIRY_NANOS ? RETRY_NANOS : SLOW_RETRY_NANOS;
    }

    /** The target is off or absent: nothing is down any more, and the events for it are dropped. */
    private long off(long now) {
        reset();
        dirty = true;
        refuseRequests(now, 0, Reason.TARGET_OFF, "The target is off.");
        long end = ring.end();
        while (ring.position() < end && ring.has(0)) {
            counters.targetOff.increment();
            ring.remove();
        }
        return IDLE_NANOS;
    }

    /** The lease has ended, and all keys are up. A new one is taken when there is something to write. */
    long leaseLost() {
        lease.release();
        reset();
        return RETRY_NANOS;
    }

    private long idle(long now) {
        if (!lease.held()) {
            notifyKeys();
            return IDLE_NANOS;
        }
        if (lease.unused(now) >= IDLE_NANOS && !lease.renew(now)) {
            return leaseLost();
        }
        return Math.max(RETRY_NANOS, IDLE_NANOS - lease.unused(now));
    }

    private void reset() {
        neutral = false;
        busy = false;
        reports.reset();
        notifyKeys();
    }

    private void discardBefore(long position) {
        while (ring.position() < position && ring.has(0)) {
            (ring.epoch(0) < epoch.get() ? counters.stale : counters.discarded).increment();
            ring.remove();
        }
    }

    private void refuseRequests(long now, long minimumAge, Reason reason, String message) {
        for (EpochRequest request = requests.pollOlderThan(minimumAge, now);
                request != null;
                request = requests.pollOlderThan(minimumAge, now)) {
            dirty = true;
            discardBefore(request.eventsBefore());
            request.refuse(reason, message);
        }
    }

    private void notifyKeys() {
        notifier.keysDown(reports.keysDown());
    }
}
