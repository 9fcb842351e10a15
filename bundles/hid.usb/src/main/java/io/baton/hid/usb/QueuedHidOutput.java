// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import io.baton.handover.StateHandover;
import io.baton.hid.HidEvent;
import io.baton.hid.HidListener;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.input.InputMonitor;
import io.baton.port.PortListener;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionCoordinator;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.shared.handover.BundleStandby;
import io.baton.shared.handover.Standby;
import io.baton.shared.ports.ReportDescriptors;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HID output: a bounded queue, one writer thread and the report ports. It outlives the ports, the coordinator and
 * the handover store, and leaves the keys and buttons that are down to its successor. When the device stops there is
 * none: it releases them.
 */
@Component(
        service = {HidOutput.class, PortListener.class, StateHandover.class, Supplier.class},
        property = {
            "baton.role=gauge",
            StateHandover.ROLE + "=" + HidHandoverState.ROLE,
            StateHandover.READS + ":Integer=" + HidHandoverState.SCHEMA,
            StateHandover.WRITES + ":Integer=" + HidHandoverState.SCHEMA
        },
        immediate = true,
        configurationPid = HidConfig.PID)
@Designate(ocd = HidConfig.class)
public final class QueuedHidOutput implements HidOutput, PortListener, StateHandover, Supplier<String> {

    private static final int QUEUE = 1024;
    private static final Duration DRAIN = Duration.ofMillis(200);
    /** A writer that has not ended by then is blocked. */
    private static final Duration LONGEST_STOP = Duration.ofMillis(400);
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

    /** What the ports say of themselves. */
    @Reference(
            service = ReportPorts.class,
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Map<String, Object> portProperties;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HandoverStore handoverStore;

    /** Only its presence matters: without it no event comes that releases a key. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable InputMonitor input;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<HidListener> listeners = List.of();

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    private enum Phase {
        /** Beside a live provider, or not activated yet. */
        STANDBY,
        ACTIVE,
        FROZEN
    }

    private final LongSupplier nanoTime;
    private final Standby standby;
    private final BooleanSupplier deviceStops;
    private final Duration longestStop;
    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final EventRing ring = new EventRing(QUEUE);
    private final HidCounters counters = new HidCounters();
    private final ListenerNotifier notifier = new ListenerNotifier(() -> listeners);
    private final ReportWriter writer;
    private volatile PointerMapping mapping = PointerMapping.NONE;
    private volatile Thread thread;
    private volatile boolean leaving = true;
    private volatile long leaveBy;

    /** Changes of the phase exclude each other. */
    private final Object phaseLock = new Object();

    private Phase phase = Phase.STANDBY;
    private List<Long> frozenEvents = List.of();
    private long frozenAt;

    @Activate
    public QueuedHidOutput(BundleContext context, HidConfig config) {
        this(
                System::nanoTime,
                new BundleStandby(context, HidHandoverState.ROLE),
                () -> context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING,
                LONGEST_STOP);
        configure(config);
    }

    /**
     * @param deviceStops whether a deactivation is part of the device's stop, so that no successor comes
     * @param longestStop how long the end of the writer is waited for
     */
    QueuedHidOutput(LongSupplier nanoTime, Standby standby, BooleanSupplier deviceStops, Duration longestStop) {
        this.nanoTime = nanoTime;
        this.standby = standby;
        this.deviceStops = deviceStops;
        this.longestStop = longestStop;
        writer = new ReportWriter(
                ring,
                () -> ports,
                this::nKeyRollover,
                () -> input != null,
                this::coordinatorEpoch,
                this::writeNanos,
                nanoTime,
                notifier,
                counters);
        thread = writerThread();
    }

    /** Takes the mapping of the absolute pointer; the output itself goes on. */
    @Modified
    void configure(HidConfig config) {
        try {
            mapping = PointerMapping.of(config);
        } catch (IllegalArgumentException e) {
            LOG.warn("pointer mapping ignored cause={}", e.getMessage());
            mapping = PointerMapping.NONE;
        }
    }

    @Activate
    void activate() {
        if (standby.begin(this::takeOver)) {
            LOG.info("output on standby");
        } else {
            takeOver();
        }
    }

    /** Begins with what a predecessor left in the store. */
    private void takeOver() {
        synchronized (phaseLock) {
            if (phase == Phase.STANDBY) {
                HandoverStore from = handoverStore;
                begin(from == null ? null : from.take(HidHandoverState.ROLE).orElse(null));
            }
        }
    }

    @Override
    public void adopt(SavedState state) {
        synchronized (phaseLock) {
            if (phase != Phase.STANDBY) {
                throw new IllegalStateException("not on standby");
            }
            boolean none = state.state().isEmpty();
            if (!none && HidHandoverState.from(state) == null) {
                throw new IllegalArgumentException("unreadable state of schema " + state.schema());
            }
            standby.end();
            if (none) {
                writer.startUnknown();
            }
            begin(none ? null : state);
        }
    }

    private void begin(@Nullable SavedState saved) {
        long savedEpoch = saved == null ? 0 : saved.epoch();
        long epoch = Math.max(savedEpoch, coordinatorEpoch());
        writer.start(epoch);
        ReportPorts present = ports;
        notifier.startLeds(present == null ? 0 : present.leds());
        HidHandoverState kept = saved == null ? null : HidHandoverState.from(saved);
        if (saved != null && kept != null) {
            boolean adopted =
                    epoch == savedEpoch && !kept.dirty() && saved.age().compareTo(ADOPTABLE) < 0;
            if (adopted) {
                writer.adopt(kept);
            } else {
                writer.discard(kept);
            }
            requeue(kept.pending(), nanoTime.getAsLong() - saved.age().toNanos());
            LOG.info(
                    "state {} ageMillis={} pendingEvents={}",
                    adopted ? "adopted" : "discarded",
                    saved.age().toMillis(),
                    kept.pending().size() / 3);
        }
        run();
    }

    private Thread writerThread() {
        return threads.unstarted("baton-hid-writer", this::write);
    }

    private void run() {
        phase = Phase.ACTIVE;
        leaving = false;
        thread.start();
    }

    private void requeue(List<Long> pending, long leftAt) {
        for (int i = 0; i + 2 < pending.size(); i += 3) {
            ring.offer(pending.get(i), pending.get(i + 1), leftAt - pending.get(i + 2));
        }
    }

    @Deactivate
    void deactivate() {
        standby.end();
        synchronized (phaseLock) {
            if (phase != Phase.ACTIVE) {
                return;
            }
            boolean last = deviceStops.getAsBoolean();
            if (last) {
                ring.close();
                writer.begin(writer.epoch(), null);
            }
            HidHandoverState kept = halt();
            if (kept == null) {
                return;
            }
            if (last) {
                LOG.info("keys and buttons released reason=device_stops complete={}", !kept.dirty());
            }
            HandoverStore to = handoverStore;
            if (to != null && !last) {
                to.put(HidHandoverState.ROLE, HidHandoverState.SCHEMA, writer.epoch(), kept.toMap());
            }
            writer.releaseLease();
            LOG.info("output stopped pendingEvents={} {}", kept.pending().size() / 3, counters);
        }
    }

    @Override
    public SavedState freeze(int schema) {
        if (schema != HidHandoverState.SCHEMA) {
            throw new IllegalArgumentException("no such schema: " + schema);
        }
        synchronized (phaseLock) {
            if (phase != Phase.ACTIVE) {
                throw new IllegalStateException("not active");
            }
            HidHandoverState kept = halt();
            if (kept == null) {
                throw new IllegalStateException("the writer is blocked");
            }
            frozenEvents = kept.pending();
            frozenAt = nanoTime.getAsLong();
            writer.releaseLease();
            LOG.info("output frozen pendingEvents={} {}", kept.pending().size() / 3, counters);
            return new SavedState(HidHandoverState.ROLE, schema, writer.epoch(), Duration.ZERO, kept.toMap());
        }
    }

    @Override
    public void resume() {
        synchronized (phaseLock) {
            if (phase != Phase.FROZEN || thread.isAlive()) {
                throw new IllegalStateException("not frozen");
            }
            writer.resume();
            ring.open();
            requeue(frozenEvents, frozenAt);
            frozenEvents = List.of();
            thread = writerThread();
            run();
            LOG.info("output resumed");
        }
    }

    /** Ends the writer and returns its state; null when it does not end. */
    private @Nullable HidHandoverState halt() {
        phase = Phase.FROZEN;
        ring.close();
        leaveBy = nanoTime.getAsLong() + DRAIN.toNanos();
        leaving = true;
        LockSupport.unpark(thread);
        if (!threads.join(thread, longestStop)) {
            // its lease lapses, and the ports write neutral reports by themselves
            LOG.error("state not saved reason=writer_blocked");
            return null;
        }
        return writer.save();
    }

    @Override
    public Outcome submit(HidEvent event, long epoch) {
        if (epoch < writer.epoch()) {
            counters.stale.increment();
            return STALE;
        }
        if (leaving) {
            return LEAVING;
        }
        if (ports == null) {
            counters.targetOff.increment();
            return OFF;
        }
        writer.raise(epoch);
        EventRing.Offer offer = ring.offer(PackedEvent.pack(mapping.apply(event)), epoch, nanoTime.getAsLong());
        LockSupport.unpark(thread);
        return switch (offer) {
            case QUEUED -> DONE;
            case FULL -> BUSY;
            case CLOSED -> LEAVING;
        };
    }

    @Override
    public CompletionStage<Outcome> beginEpoch(long epoch, HidEvent.@Nullable Keyboard chord) {
        if (epoch < writer.epoch()) {
            return CompletableFuture.completedFuture(STALE);
        }
        if (leaving) {
            writer.raise(epoch);
            return CompletableFuture.completedFuture(LEAVING);
        }
        CompletionStage<Outcome> answer = writer.begin(epoch, chord);
        LockSupport.unpark(thread);
        return answer;
    }

    @Override
    public long epoch() {
        return writer.epoch();
    }

    @Override
    public KeysDown keysDown() {
        return notifier.keysDown();
    }

    @Override
    public int leds() {
        return notifier.leds();
    }

    /** Returns the counters of events and reports, and whether the ports are leased. */
    @Override
    public String get() {
        return "hid " + counters + " lease=" + (writer.hasLease() ? 1 : 0);
    }

    @Override
    public void leds(int bits) {
        LockSupport.unpark(thread);
    }

    @Override
    public void usbState(UsbState state) {
        LockSupport.unpark(thread);
    }

    private boolean nKeyRollover() {
        Map<String, Object> properties = portProperties;
        return properties != null && Boolean.TRUE.equals(properties.get(ReportDescriptors.N_KEY_ROLLOVER));
    }

    private long coordinatorEpoch() {
        SessionCoordinator present = coordinator;
        return present == null ? 0 : present.roster().epoch();
    }

    private long writeNanos() {
        SessionCoordinator present = coordinator;
        Settings settings =
                present == null ? Settings.DEFAULTS : present.roster().settings();
        return TimeUnit.MILLISECONDS.toNanos(settings.get(Setting.HID_WRITE));
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
        return leaving && (writer.settled() || nanoTime.getAsLong() - leaveBy >= 0);
    }

    private long step() {
        try {
            return writer.step();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("report writer failed", e);
            return writer.leaseLost();
        }
    }
}
