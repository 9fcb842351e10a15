// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the named daemon threads of this bundle and waits for their end. A thread that dies of an exception is logged
 * and reported as fatal: without it the bundle would look healthy and do nothing.
 *
 * <p>Threading. Thread-safe.
 */
final class DaemonThreads {

    private static final Logger LOG = LoggerFactory.getLogger("target.virtual");
    private static final long JOIN_MILLIS = 2_000;

    private final Consumer<String> fatal;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** @param fatal ends the process and takes the reason */
    DaemonThreads(Consumer<String> fatal) {
        this.fatal = fatal;
    }

    /** Returns a new thread, not started. */
    Thread thread(String name, Runnable work) {
        Thread thread = Thread.ofPlatform()
                .name(name)
                .daemon()
                .uncaughtExceptionHandler(this::died)
                .unstarted(work);
        threads.add(thread);
        return thread;
    }

    /** Waits for the end of each thread, at most {@value #JOIN_MILLIS} ms for one. */
    void join() {
        for (Thread thread : threads) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (thread.isAlive()) {
                LOG.warn("thread still running after stop thread={} waitedMillis={}", thread.getName(), JOIN_MILLIS);
            }
        }
    }

    private void died(Thread thread, Throwable e) {
        try {
            LOG.error("thread died thread={}", thread.getName(), e);
        } finally {
            fatal.accept("thread " + thread.getName() + " died: " + e);
        }
    }
}
