// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Has the pointer moved by a schedule. Made for one configuration.
 *
 * <p>Threading. {@link #run} occupies a thread until {@link #stop}, which any thread may call.
 */
final class Jiggler implements Runnable {

    /** The time of day may be set meanwhile. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

    private final JigglerConfig config;
    private final Supplier<@Nullable PointerNudger> nudger;
    private final InstantSource clock;
    private final RandomGenerator random;
    private Instant before = Instant.MIN;
    private Instant due = Instant.MAX;
    private volatile @Nullable Thread thread;
    private volatile boolean stopped;

    Jiggler(
            JigglerConfig config,
            Supplier<@Nullable PointerNudger> nudger,
            InstantSource clock,
            RandomGenerator random) {
        this.config = config;
        this.nudger = nudger;
        this.clock = clock;
        this.random = random;
        due = planned(clock.instant());
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        while (!stopped) {
            LockSupport.parkNanos(this, step().toNanos());
        }
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Moves the pointer if it is time; returns the time until the next call. */
    Duration step() {
        Instant now = clock.instant();
        if (now.isBefore(before)) {
            due = planned(now);
        }
        before = now;
        if (!now.isBefore(due)) {
            PointerNudger present = nudger.get();
            if (present != null) {
                present.nudge(config.inactivity());
            }
            due = planned(now);
        }
        Duration wait = due.equals(Instant.MAX) ? LONGEST_SLEEP : Duration.between(now, due);
        return wait.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : wait;
    }

    /** Returns the next time of the schedule with its random delay. */
    private Instant planned(Instant now) {
        Instant next = config.schedule().next(now, config.zone()).orElse(Instant.MAX);
        if (next.equals(Instant.MAX) || config.jitterPercent() == 0) {
            return next;
        }
        long interval = config.schedule()
                .next(next, config.zone())
                .map(second -> Duration.between(next, second).toMillis())
                .orElse(0L);
        return next.plusMillis((long) (random.nextDouble() * config.jitterPercent() / 100 * interval));
    }
}
