// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time and in order, on the threads that bring them: who finds the lane empty runs its own task at
 * once, who finds it taken leaves its task to the one inside. Nobody waits, no lock is held while a task calls others,
 * and state that only tasks touch needs no other protection. A task that throws ends alone: even a class that went with
 * the bundle it came from must not keep the lane taken.
 *
 * <p>Threading. Any thread. A task may bring another, which runs after it.
 */
final class SerialExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger present = new AtomicInteger();

    void run(Runnable task) {
        if (!present.compareAndSet(0, 1)) {
            waiting.add(task);
            if (present.getAndIncrement() != 0) {
                return;
            }
            runNext();
        } else {
            guarded(task);
        }
        while (present.decrementAndGet() != 0) {
            runNext();
        }
    }

    private void runNext() {
        Runnable task = waiting.poll();
        if (task != null) {
            guarded(task);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("An input task failed", e);
        }
    }
}
