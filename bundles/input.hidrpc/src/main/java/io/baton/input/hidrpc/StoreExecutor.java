// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs what writes to the medium, in order, on {@code baton-input-store}, which ends when it has nothing to do.
 *
 * <p>Threading. Any thread.
 */
final class StoreExecutor {

    private static final int MAX_CHANGES = 4;
    private static final Duration STOP = Duration.ofMillis(500);

    private final DaemonThreads threads;
    private final ThreadPoolExecutor executor;
    private volatile @Nullable Thread writer;

    StoreExecutor(DaemonThreads threads) {
        this.threads = threads;
        executor = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_CHANGES), this::newWriter);
        executor.allowCoreThreadTimeOut(true);
    }

    private Thread newWriter(Runnable body) {
        Thread thread = threads.unstarted("baton-input-store", body);
        writer = thread;
        return thread;
    }

    /** Returns false when {@value #MAX_CHANGES} tasks wait already, or after {@link #stop}. */
    boolean execute(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Waits until the accepted tasks are done. */
    void stop() {
        executor.shutdown();
        Thread last = writer;
        if (last != null) {
            threads.join(last, STOP);
        }
    }
}
