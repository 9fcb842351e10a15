// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A timer with a thread of its own. Work with the same delay runs in the order of the calls. */
final class ThreadTimer implements Timer {

    private static final Logger LOG = LoggerFactory.getLogger("rpc.jsonrpc");

    private static final int CLOSE_SECONDS = 2;

    private final ScheduledThreadPoolExecutor executor;

    ThreadTimer(String threadName) {
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, threadName);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, e) -> LOG.error("thread died name={}", dead.getName(), e));
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Appointment after(Duration delay, Runnable work) {
        try {
            ScheduledFuture<?> future = executor.schedule(() -> guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("timed work failed", e);
        }
    }

    /** Waits for what is due, at most {@value #CLOSE_SECONDS} s, in case work hangs. */
    @Override
    public void close() {
        CountDownLatch done = new CountDownLatch(1);
        after(Duration.ZERO, done::countDown);
        try {
            if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("timer closed while work hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
