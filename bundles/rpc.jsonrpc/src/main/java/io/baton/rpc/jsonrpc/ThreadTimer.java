// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A timer with a thread of its own. */
final class ThreadTimer implements Timer {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadTimer.class);

    private final ScheduledThreadPoolExecutor executor;

    ThreadTimer(String threadName) {
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, threadName);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, e) -> LOG.error("{} died", dead.getName(), e));
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

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
