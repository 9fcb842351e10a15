// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loop on a thread of its own, {@code baton-signalling}. */
final class EventLoopThread implements EventLoop, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");

    private static final int STOP_SECONDS = 1;

    private final ScheduledThreadPoolExecutor executor;
    private final LongSupplier clock;
    private final Consumer<String> fatal;

    /** @param fatal ends the device when a task leaves the process in doubt */
    EventLoopThread(LongSupplier clock, Consumer<String> fatal) {
        this.clock = clock;
        this.fatal = fatal;
        executor = new ScheduledThreadPoolExecutor(
                1, new DaemonThreads(LOG, fatal).factory("baton-signalling"), new ThreadPoolExecutor.DiscardPolicy());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.prestartCoreThread();
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
     * Ends the loop. Tasks that are queued still run, for at most {@link #STOP_SECONDS}: among them are the close
     * frames of sockets. Delayed and later tasks do not run.
     */
    @Override
    public void close() {
        executor.execute(executor::shutdown);
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("event loop does not end seconds={}", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | LinkageError e) {
                LOG.error("event loop task failed", e);
            } catch (Error e) {
                // the executor would keep it in a future that no code reads
                LOG.error("event loop task failed fatally", e);
                fatal.accept("thread baton-signalling failed: " + e.getClass().getName());
            }
        };
    }
}
