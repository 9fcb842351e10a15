// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Ticks the screen at its rate while it has a sink; a late frame is skipped, not made up for. */
final class ScreenThread {

    private static final long SECOND = 1_000_000_000;

    private static final Duration JOIN = Duration.ofSeconds(2);

    private final ScreenSource source;
    private final LongSupplier nanoTime;
    private final DaemonThreads threads;
    private final Thread thread;
    private volatile boolean running = true;

    ScreenThread(ScreenSource source, LongSupplier nanoTime, DaemonThreads threads) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.threads = threads;
        thread = threads.unstarted("baton-target-screen", this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Ends the thread and waits for its end. */
    void close() {
        running = false;
        wake();
        threads.join(thread, JOIN);
    }

    private void run() {
        if (running) {
            source.prepare();
        }
        long next = nanoTime.getAsLong();
        while (running) {
            if (!source.wanted()) {
                LockSupport.park(this);
                next = nanoTime.getAsLong();
                continue;
            }
            long wait = next - nanoTime.getAsLong();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
                continue;
            }
            source.tick();
            long interval = (long) (SECOND / source.mode().framesPerSecond());
            long now = nanoTime.getAsLong();
            next = now - next > interval ? now : next + interval;
        }
    }
}
