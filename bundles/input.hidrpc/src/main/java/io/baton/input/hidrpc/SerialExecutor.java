// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in order, on the submitting threads: a thread that finds the executor idle runs its task at
 * once; a thread that finds it busy leaves its task to the thread that runs the present one. No thread waits, no lock
 * is held while a task runs, and state that only tasks touch needs no other protection.
 *
 * <p>Errors. A task that throws is logged and the next one runs; this includes a {@link LinkageError}, which a class of
 * a replaced bundle throws. Another error is reported as fatal as well.
 *
 * <p>Threading. Any thread. A task may submit another, which runs after it.
 */
final class SerialExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(HidRpcInput.LOGGER);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger submitted = new AtomicInteger();
    private final Consumer<String> fatal;

    /** @param fatal ends the device and gives the reason */
    SerialExecutor(Consumer<String> fatal) {
        this.fatal = fatal;
    }

    void run(Runnable task) {
        if (!submitted.compareAndSet(0, 1)) {
            tasks.add(task);
            if (submitted.getAndIncrement() != 0) {
                return;
            }
            runNext();
        } else {
            guarded(task);
        }
        while (submitted.decrementAndGet() != 0) {
            runNext();
        }
    }

    private void runNext() {
        Runnable task = tasks.poll();
        if (task != null) {
            guarded(task);
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("input task failed", e);
        } catch (Error e) {
            // thrown on it would leave the executor occupied for good, and a caller may swallow it
            try {
                LOG.error("input task died", e);
            } finally {
                fatal.accept("input task died: " + e.getClass().getName());
            }
        }
    }
}
