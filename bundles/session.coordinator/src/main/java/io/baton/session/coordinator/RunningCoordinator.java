// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import io.baton.session.Roster;
import io.baton.session.Settings;
import io.baton.session.codec.RosterCodec;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.ThreadProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A coordinator with its thread and its clock, from activation to deactivation. Restores the roster its predecessor
 * saved, and saves its own for its successor.
 *
 * <p>Threading. One thread at a time starts and stops it.
 */
final class RunningCoordinator {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);
    /** Longer than commands wait for an absent policy, and than any decision takes. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

    private static final Duration STOP = Duration.ofSeconds(1);

    private final QueueingCoordinator coordinator;
    private final Thread thread;
    private final InstantSource clock;
    private final WallTime wallTime;

    private RunningCoordinator(QueueingCoordinator coordinator, Thread thread, InstantSource clock, WallTime wallTime) {
        this.coordinator = coordinator;
        this.thread = thread;
        this.clock = clock;
        this.wallTime = wallTime;
    }

    /**
     * Starts a coordinator.
     *
     * @param store where a predecessor may have left its roster; null while the service is absent
     * @param threads makes the thread {@code baton-coordinator}
     */
    static RunningCoordinator start(
            Settings settings,
            Services services,
            @Nullable HandoverStore store,
            InstantSource wallClock,
            LongSupplier nanoTime,
            RandomGenerator random,
            DaemonThreads threads) {
        SavedState saved = store == null ? null : saved(store);
        Instant begin = saved == null
                ? wallClock.instant()
                : RosterSnapshotCodec.clock(saved.state()).plus(saved.age());
        InstantSource clock = new MonotonicClock(begin, nanoTime);
        Duration offset = saved == null ? Duration.ZERO : RosterSnapshotCodec.wallOffset(saved.state());
        WallTime wallTime = new WallTime(wallClock, clock, offset);
        Roster roster = saved == null
                ? Roster.empty(settings)
                : RosterSnapshotCodec.read(saved.state(), saved.epoch(), settings);
        QueueingCoordinator coordinator = new QueueingCoordinator(roster, services, clock, wallTime, nanoTime, random);
        Thread thread = threads.start("baton-coordinator", coordinator.loop());
        if (saved != null) {
            LOG.info("roster restored sessions={} epoch={}", roster.sessions().size(), roster.epoch());
        }
        return new RunningCoordinator(coordinator, thread, clock, wallTime);
    }

    QueueingCoordinator coordinator() {
        return coordinator;
    }

    /** Returns what tells whether the thread hangs. */
    ThreadProbe probe(LongSupplier nanoTime) {
        return new ThreadProbe("baton-coordinator", coordinator::execute, nanoTime, LONGEST_SILENCE);
    }

    /** Ends the thread, within two seconds, and saves the roster; nothing is saved while the store is absent. */
    void stop(@Nullable HandoverStore store) {
        coordinator.stop();
        try {
            if (!thread.join(STOP)) {
                LOG.error("coordinator thread does not end; interrupting it");
                thread.interrupt();
                thread.join(STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (store != null) {
            Roster roster = coordinator.roster();
            store.put(
                    RosterSnapshotCodec.ROLE,
                    RosterSnapshotCodec.SCHEMA,
                    roster.epoch(),
                    RosterSnapshotCodec.write(roster, clock.instant(), wallTime.offset()));
        }
    }

    /** The predecessor's state; null when there is none, or none that can be read. */
    private static @Nullable SavedState saved(HandoverStore store) {
        SavedState left = store.take(RosterSnapshotCodec.ROLE).orElse(null);
        if (left == null) {
            return null;
        }
        try {
            if (RosterCodec.isReadable(left.schema())) {
                RosterSnapshotCodec.clock(left.state());
                RosterSnapshotCodec.wallOffset(left.state());
                RosterSnapshotCodec.read(left.state(), left.epoch(), Settings.DEFAULTS);
                return left;
            }
            LOG.error(
                    "saved roster ignored: unknown schema found={} expected={}",
                    left.schema(),
                    RosterSnapshotCodec.SCHEMA);
        } catch (RuntimeException e) {
            LOG.error("saved roster ignored: not readable", e);
        }
        return null;
    }
}
