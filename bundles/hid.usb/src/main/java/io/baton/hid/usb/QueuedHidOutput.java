// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import io.baton.hid.HidEvent;
import io.baton.hid.HidListener;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.port.PortListener;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionCoordinator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HID output: a bounded queue, one writer thread and the report ports. It outlives the ports, the coordinator and
 * the handover store, and leaves the keys and buttons that are down to its successor.
 */
@Component(
        service = {HidOutput.class, PortListener.class},
        immediate = true)
public final class QueuedHidOutput implements HidOutput, PortListener {

    /** Bits of the LED report that mean something (HID 1.11 Appendix B.1, and bit 6 shift). */
    private static final int LED_BITS = 0x5f;

    private static final int QUEUE = 1024;
    private static final Duration DRAIN = Duration.ofMillis(200);
    /** A port turns neutral by itself when its lease lapses; what is taken over later than this may not be true. */
    private static final Duration ADOPTABLE = Duration.ofMillis(450);

    private static final Outcome DONE = Outcome.done();
    private static final Outcome STALE = Outcome.refused(Reason.STALE_EPOCH, "Control has passed on since.");
    private static final Outcome BUSY =
            Outcome.refused(Reason.BUSY, "The target does not keep up.", Duration.ofMillis(1));
    private static final Outcome LEAVING =
            Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, "The HID output is being replaced.", Duration.ofMillis(50));
    private static final Outcome OFF = Outcome.refused(Reason.TARGET_OFF, "There is no target.");

    private static final Logger LOG = LoggerFactory.getLogger("hid.usb");

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ReportPorts ports;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator desk;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HandoverStore shelf;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<HidListener> listeners = List.of();

    private final LongSupplier nanoTime;
    private final EventRing ring = new EventRing(QUEUE);
    private final HidCounters counters = new HidCounters();
    private final ReportWriter pump;
    private final Thread writer;
    private volatile int leds;
    private volatile boolean leaving;
    private volatile long leaveBy;

    @Activate
    public QueuedHidOutput() {
        this(System::nanoTime);
    }

    QueuedHidOutput(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        pump = new ReportWriter(ring, () -> ports, this::deskEpoch, nanoTime, new Telling(), counters);
        writer = new Thread(this::write, "baton-hid-writer");
        writer.setDaemon(true);
        writer.setUncaughtExceptionHandler((thread, e) -> LOG.error("{} ended", thread.getName(), e));
    }

    @Activate
    void activate() {
        HandoverStore from = shelf;
        SavedState shelved =
                from == null ? null : from.take(HidHandoverState.ROLE).orElse(null);
        long shelvedEpoch = shelved == null ? 0 : shelved.epoch();
        long epoch = Math.max(shelvedEpoch, deskEpoch());
        pump.start(epoch);
        ReportPorts present = ports;
        leds = present == null ? 0 : present.leds() & LED_BITS;
        HidHandoverState kept = shelved == null ? null : HidHandoverState.from(shelved);
        if (shelved != null && kept != null) {
            boolean adopted =
                    epoch == shelvedEpoch && !kept.dirty() && shelved.age().compareTo(ADOPTABLE) < 0;
            if (adopted) {
                pump.adopt(kept);
            } else {
                pump.distrust(kept);
            }
            requeue(kept.pending(), nanoTime.getAsLong() - shelved.age().toNanos());
            LOG.info(
                    "Predecessor's state {} after {} ms, {} events waiting",
                    adopted ? "adopted" : "discarded, neutral first",
                    shelved.age().toMillis(),
                    kept.pending().size() / 3);
        }
        writer.start();
    }

    private void requeue(List<Long> pending, long leftAt) {
        for (int i = 0; i + 2 < pending.size(); i += 3) {
            ring.offer(pending.get(i), pending.get(i + 1), leftAt - pending.get(i + 2));
        }
    }

    @Deactivate
    void deactivate() {
        ring.close();
        leaveBy = nanoTime.getAsLong() + DRAIN.toNanos();
        leaving = true;
        LockSupport.unpark(writer);
        try {
            writer.join(DRAIN.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            LOG.error("The writer hangs in a port: its lease lapses, and the port turns neutral by itself");
            return;
        }
        HidHandoverState kept = pump.keep();
        HandoverStore to = shelf;
        if (to != null) {
            to.put(HidHandoverState.ROLE, HidHandoverState.SCHEMA, pump.epoch(), kept.toShelf());
        }
        pump.leave();
        LOG.info("Left with {} events waiting; {}", kept.pending().size() / 3, counters);
    }

    @Override
    public Outcome submit(HidEvent event, long epoch) {
        if (epoch < pump.epoch()) {
            counters.stale.increment();
            return STALE;
        }
        if (ports == null) {
            counters.targetOff.increment();
            return OFF;
        }
        pump.raise(epoch);
        EventRing.Offer offer = ring.offer(PackedEvent.pack(event), epoch, nanoTime.getAsLong());
        LockSupport.unpark(writer);
        return switch (offer) {
            case QUEUED -> DONE;
            case FULL -> BUSY;
            case CLOSED -> LEAVING;
        };
    }

    @Override
    public CompletionStage<Outcome> beginEpoch(long epoch) {
        if (epoch < pump.epoch()) {
            return CompletableFuture.completedFuture(STALE);
        }
        if (leaving) {
            pump.raise(epoch);
            return CompletableFuture.completedFuture(LEAVING);
        }
        CompletionStage<Outcome> answer = pump.begin(epoch);
        LockSupport.unpark(writer);
        return answer;
    }

    @Override
    public long epoch() {
        return pump.epoch();
    }

    @Override
    public KeysDown keysDown() {
        return pump.keysDown();
    }

    @Override
    public int leds() {
        return leds;
    }

    @Override
    public void leds(int bits) {
        LockSupport.unpark(writer);
    }

    @Override
    public void usbState(UsbState state) {
        LockSupport.unpark(writer);
    }

    private long deskEpoch() {
        SessionCoordinator present = desk;
        return present == null ? 0 : present.roster().epoch();
    }

    /** One step at least: what is taken over from a predecessor is leased before it can be left to a successor. */
    private void write() {
        do {
            long idle = step();
            if (idle > 0 && !settled()) {
                LockSupport.parkNanos(this, idle);
            }
        } while (!settled());
    }

    private boolean settled() {
        return leaving && (pump.settled() || nanoTime.getAsLong() - leaveBy >= 0);
    }

    private long step() {
        try {
            return pump.step();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("A report could not be written", e);
            return pump.leaseLost();
        }
    }

    /** Tells the listeners there are at the moment; one that throws keeps nothing from the others. */
    private final class Telling implements HidListener {

        @Override
        public void keysDown(KeysDown keys) {
            for (HidListener listener : listeners) {
                try {
                    listener.keysDown(keys);
                } catch (RuntimeException | LinkageError e) {
                    LOG.error("A listener failed at keysDown", e);
                }
            }
        }

        /** A report with bits that mean nothing is ignored (a target that is just starting sends such). */
        @Override
        public void leds(int bits) {
            if ((bits & ~LED_BITS) != 0 || bits == leds) {
                return;
            }
            leds = bits;
            for (HidListener listener : listeners) {
                try {
                    listener.leds(bits);
                } catch (RuntimeException | LinkageError e) {
                    LOG.error("A listener failed at leds", e);
                }
            }
        }
    }
}
