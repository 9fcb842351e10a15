// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that encodes: sleeps until woken or the time is up, then lets the loop step. An error that ends it is
 * reported as fatal.
 */
final class EncodeThread {

    private static final Logger LOG = LoggerFactory.getLogger("video.libav");
    private static final Duration JOIN = Duration.ofSeconds(2);

    private final Consumer<BooleanSupplier> begin;
    private final LongSupplier step;
    private final Runnable end;
    private final DaemonThreads threads;
    private final Queue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean running = true;
    /** Belongs to the thread. */
    private long pauseNanos;

    /**
     * @param begin done once, first; takes a check that turns false when the thread is to end
     * @param step done after each {@link #wake}, and after the nanoseconds it returned the time before
     * @param end done once, last
     */
    EncodeThread(Consumer<BooleanSupplier> begin, LongSupplier step, Runnable end, DaemonThreads threads) {
        this.begin = begin;
        this.step = step;
        this.end = end;
        this.threads = threads;
        thread = threads.unstarted("baton-video", this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Runs a job between two steps. */
    void execute(Runnable job) {
        jobs.add(job);
        wake();
    }

    /** Ends the thread and waits for its end, at most 2 s. */
    void close() {
        running = false;
        wake();
        threads.join(thread, JOIN);
    }

    boolean alive() {
        return thread.isAlive();
    }

    private boolean running() {
        return running;
    }

    private void run() {
        guarded(() -> begin.accept(this::running));
        while (running) {
            pauseNanos = Long.MAX_VALUE;
            guarded(() -> pauseNanos = step.getAsLong());
            for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
                guarded(job);
            }
            LockSupport.parkNanos(this, pauseNanos);
        }
        end.run();
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("encode step failed", e);
        }
    }
}
