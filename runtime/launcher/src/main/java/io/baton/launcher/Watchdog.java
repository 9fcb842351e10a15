// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Checks every few seconds whether the device is ready, later whether it is alive, and tells systemd. A device that was
 * ready and is not alive in so many checks in a row is ended. Checks are counted, not seconds, so that a machine that
 * was suspended is not taken for a device that hangs.
 *
 * <p>Threading. {@link #run} occupies the thread {@code baton-watchdog}; {@link #stop} may be called from any.
 */
final class Watchdog implements Runnable {
    static final Duration INTERVAL = Duration.ofSeconds(5);
    static final int MAX_DEAD_CHECKS = 12;

    private final Supplier<Optional<String>> notReady;
    private final Supplier<Optional<String>> notAlive;
    private final SystemdNotifier systemd;
    private final StartCounter starts;
    private final Consumer<String> log;
    private final Consumer<String> fatal;
    private final LongSupplier nanoTime;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean ready;
    private boolean stable;
    private long readySince;
    private int deadChecks;

    /**
     * @param notReady returns why the device is not ready
     * @param notAlive returns why the device, once ready, does not work; blocks for a few seconds at most
     * @param log receives a line for each change
     * @param fatal ends the device and takes the reason
     */
    Watchdog(
            Supplier<Optional<String>> notReady,
            Supplier<Optional<String>> notAlive,
            SystemdNotifier systemd,
            StartCounter starts,
            Consumer<String> log,
            Consumer<String> fatal,
            LongSupplier nanoTime) {
        this.notReady = notReady;
        this.notAlive = notAlive;
        this.systemd = systemd;
        this.starts = starts;
        this.log = log;
        this.fatal = fatal;
        this.nanoTime = nanoTime;
    }

    /** Checks until {@link #stop}. */
    @Override
    public void run() {
        try {
            do {
                guardedCheck();
            } while (!stopped.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the checks and tells systemd that the device stops. */
    void stop() {
        stopped.countDown();
        systemd.send(SystemdNotifier.STOPPING, SystemdNotifier.status("stopping"));
    }

    /** A bundle that is asked may fail, and the framework may stop meanwhile. */
    private void guardedCheck() {
        try {
            check();
        } catch (RuntimeException e) {
            if (stopped.getCount() > 0) {
                log.accept("Watchdog check failed cause=" + e);
            }
        }
    }

    /** One check. */
    void check() {
        if (ready) {
            checkAlive();
        } else {
            checkReady();
        }
    }

    private void checkReady() {
        Optional<String> reason = notReady.get();
        if (reason.isPresent()) {
            systemd.send(SystemdNotifier.status("not ready: " + reason.get()));
            return;
        }
        ready = true;
        readySince = nanoTime.getAsLong();
        systemd.send(SystemdNotifier.READY, SystemdNotifier.ALIVE, SystemdNotifier.status("ready"));
    }

    private void checkAlive() {
        Optional<String> reason = notAlive.get();
        if (reason.isEmpty()) {
            if (deadChecks > 0) {
                log.accept("Device alive again checks=" + deadChecks);
                systemd.send(SystemdNotifier.status("ready"));
            }
            deadChecks = 0;
            systemd.send(SystemdNotifier.ALIVE);
            if (!stable && nanoTime.getAsLong() - readySince >= StartCounter.STABLE.toNanos()) {
                stable = true;
                starts.stable();
            }
            return;
        }
        deadChecks++;
        if (deadChecks == 1) {
            log.accept("Device not alive reason=" + reason.get());
            systemd.send(SystemdNotifier.status("not alive: " + reason.get()));
        }
        if (deadChecks == MAX_DEAD_CHECKS) {
            fatal.accept(
                    "not alive for " + INTERVAL.multipliedBy(MAX_DEAD_CHECKS).toSeconds() + " s: " + reason.get());
        }
    }
}
