// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A timer with a thread of its own. Work with the same delay runs in the order of the calls. Exceptions of work are
 * logged; an error that leaves the process in doubt ends the device.
 */
final class ThreadTimer implements Timer {

    private static final Logger LOG = LoggerFactory.getLogger("rpc.jsonrpc");

    private static final int CLOSE_SECONDS = 2;

    private final String threadName;
    private final Consumer<String> fatal;
    private final ScheduledThreadPoolExecutor executor;

    /** @param fatal ends the device and gives the reason */
    ThreadTimer(String threadName, Consumer<String> fatal) {
        this.threadName = threadName;
        this.fatal = fatal;
        executor = new ScheduledThreadPoolExecutor(1, new DaemonThreads(LOG, fatal).factory(threadName));
        executor.setRemoveOnCancelPolicy(true);
        // the number of threads depends on the components alone and not on what clients have asked for
        executor.prestartCoreThread();
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

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("timed work failed", e);
        } catch (Error e) {
            // the executor would keep it in a future that no code reads
            LOG.error("timed work failed fatally", e);
            fatal.accept("thread " + threadName + " failed: " + e.getClass().getName());
        }
    }

    /** Runs what is due and ends the thread, each within {@value #CLOSE_SECONDS} s, in case work hangs. */
    @Override
    public void close() {
        if (executor.isShutdown()) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        after(Duration.ZERO, done::countDown);
        try {
            if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("timer closed while work hangs thread={}", threadName);
            }
            executor.shutdownNow();
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("thread does not end name={} seconds={}", threadName, CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
