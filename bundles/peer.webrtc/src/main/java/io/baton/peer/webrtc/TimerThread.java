// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.shared.threads.DaemonThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code baton-peer-timer}: sleeps until the earliest deadline of any peer, and runs the jobs that do not
 * belong to a packet. It never polls.
 */
final class TimerThread {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final int MAX_JOBS = 1_000;
    /** What is due is tried again after a failure, but not at once: it may fail again. */
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final LongUnaryOperator tick;
    private final Queue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile long sleepsUntil = Long.MAX_VALUE;
    private volatile boolean stopped;

    /** @param tick handles every deadline that has passed and returns the next one */
    TimerThread(LongSupplier nanoTime, LongUnaryOperator tick, DaemonThreads threads) {
        this.nanoTime = nanoTime;
        this.tick = tick;
        thread = threads.unstarted("baton-peer-timer", this::run);
    }

    void start() {
        thread.start();
    }

    /** A deadline is now at this time; wakes the thread if it would oversleep. */
    void at(long deadline) {
        if (deadline < sleepsUntil) {
            LockSupport.unpark(thread);
        }
    }

    /** Runs a job on the thread, soon. */
    void execute(Runnable job) {
        jobs.add(job);
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            // a deadline set from here on wakes the thread even before it sleeps
            sleepsUntil = Long.MAX_VALUE;
            long next = Long.MAX_VALUE;
            try {
                runJobs();
                next = tick.applyAsLong(nanoTime.getAsLong());
            } catch (RuntimeException | LinkageError bug) {
                LOG.error("timer failed", bug);
                next = nanoTime.getAsLong() + RETRY_NANOS;
            }
            sleepsUntil = next;
            long wait = next == Long.MAX_VALUE ? Long.MAX_VALUE : next - nanoTime.getAsLong();
            if (wait > 0 && jobs.isEmpty() && !stopped) {
                LockSupport.parkNanos(wait);
            }
        }
        runJobs();
    }

    private void runJobs() {
        for (int i = 0; i < MAX_JOBS; i++) {
            Runnable job = jobs.poll();
            if (job == null) {
                return;
            }
            try {
                job.run();
            } catch (RuntimeException | LinkageError bug) {
                LOG.error("job failed", bug);
            }
        }
    }

    /** Runs the waiting jobs and ends the thread. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        Threads.join(thread);
    }
}
