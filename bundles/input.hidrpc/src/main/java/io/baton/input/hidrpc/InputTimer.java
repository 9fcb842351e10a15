// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a task when its next deadline has passed. The task says by {@link #schedule} when it is to be called again.
 *
 * <p>Threading. Any thread; the task runs on {@code baton-input-timer}.
 */
final class InputTimer {

    private static final Logger LOG = LoggerFactory.getLogger(HidRpcInput.LOGGER);

    private final LongSupplier nanoTime;
    private final Runnable task;
    private final Thread thread;
    private volatile long wakeAt = InputPipeline.NEVER;
    private volatile boolean stopped;

    InputTimer(LongSupplier nanoTime, Runnable task) {
        this.nanoTime = nanoTime;
        this.task = task;
        thread = new Thread(this::run, "baton-input-timer");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, e) -> LOG.error("thread ended name={}", ended.getName(), e));
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
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
