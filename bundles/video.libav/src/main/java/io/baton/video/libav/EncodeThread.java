// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that encodes: sleeps until woken, then lets the loop step. An error that ends it is logged and reported as
 * fatal: without it the bundle would look healthy and encode nothing.
 */
final class EncodeThread {

    private static final Logger LOG = LoggerFactory.getLogger("video.libav");
    private static final int JOIN_MILLIS = 2_000;

    private final Consumer<BooleanSupplier> begin;
    private final Runnable step;
    private final Runnable end;
    private final Consumer<String> fatal;
    private final Thread thread;
    private volatile boolean running = true;

    /**
     * @param begin done once, first; takes a check that turns false when the thread is to end
     * @param step done after each {@link #wake}
     * @param end done once, last
     * @param fatal ends the process and takes the reason
     */
    EncodeThread(Consumer<BooleanSupplier> begin, Runnable step, Runnable end, Consumer<String> fatal) {
        this.begin = begin;
        this.step = step;
        this.end = end;
        this.fatal = fatal;
        thread = Thread.ofPlatform()
                .name("baton-video")
                .daemon()
                .uncaughtExceptionHandler(this::died)
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Ends the thread and waits for its end, at most {@value #JOIN_MILLIS} ms. */
    void close() {
        running = false;
        wake();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("thread still running after stop thread={} waitedMillis={}", thread.getName(), JOIN_MILLIS);
        }
    }

    boolean alive() {
        return thread.isAlive();
    }

    private boolean running() {
        return running;
    }

    private void died(Thread thread, Throwable e) {
        try {
            LOG.error("thread died thread={}", thread.getName(), e);
        } finally {
            fatal.accept("thread " + thread.getName() + " died: " + e);
        }
    }

    private void run() {
        guarded(() -> begin.accept(this::running));
        while (running) {
            guarded(step);
            LockSupport.park(this);
        }
        end.run();
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("encode step failed", e);
        }
    }
}
