// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Calls a task when its next deadline has passed. The task says by {@link #schedule} when it is to be called again.
 *
 * <p>Threading. Any thread; the task runs on {@code baton-input-timer}.
 */
final class InputTimer {

    private static final Duration STOP = Duration.ofMillis(500);

    private final LongSupplier nanoTime;
    private final Runnable task;
    private final DaemonThreads threads;
    private final Thread thread;
    private volatile long wakeAt = InputPipeline.NEVER;
    private volatile boolean stopped;

    InputTimer(LongSupplier nanoTime, Runnable task, DaemonThreads threads) {
        this.nanoTime = nanoTime;
        this.task = task;
        this.threads = threads;
        thread = threads.unstarted("baton-input-timer", this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread and waits for its end. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        threads.join(thread, STOP);
    }

    /** Sets the next deadline, on the nano clock; {@link InputPipeline#NEVER} for none. */
    void schedule(long next) {
        boolean sooner = next < wakeAt;
        wakeAt = next;
        if (sooner) {
            LockSupport.unpark(thread);
        }
    }

    long wakeAt() {
        return wakeAt;
    }

    private void run() {
        while (!stopped) {
            long at = wakeAt;
            long wait = at == InputPipeline.NEVER ? InputPipeline.NEVER : at - nanoTime.getAsLong();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            } else {
                // the task may be left to the thread that runs the executor; asking again before would only spin
                wakeAt = InputPipeline.NEVER;
                task.run();
            }
        }
    }
}
