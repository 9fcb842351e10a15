// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop as a thread of its own, {@code baton-signalling}. */
final class EventLoopThread implements EventLoop, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoopThread.class);

    private static final int STOP_SECONDS = 1;

    private final ScheduledThreadPoolExecutor executor;
    private final LongSupplier clock;

    EventLoopThread(LongSupplier clock) {
        this.clock = clock;
        executor = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, "baton-signalling");
                    thread.setDaemon(true);
                    thread.setUncaughtExceptionHandler((owner, e) -> LOG.error("{} failed", owner.getName(), e));
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(guarded(task));
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        ScheduledFuture<?> future = executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public long nanoTime() {
        return clock.getAsLong();
    }

    /**
     * What was asked for before still runs, and is waited for a moment: the last thing said on a socket is meant for
     * others. What waits for its time, and what comes after, does not run.
     */
    @Override
    public void close() {
        executor.execute(executor::shutdown);
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("The signalling loop does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | LinkageError e) {
                LOG.error("A task of the signalling loop failed", e);
            }
        };
    }
}
