// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that encodes: sleeps until woken, then lets the pump step. */
final class EncodeThread {

    private static final Logger LOG = LoggerFactory.getLogger(EncodeThread.class);
    private static final int PATIENCE_MILLIS = 2_000;

    private final Runnable begin;
    private final Runnable step;
    private final Runnable end;
    private final Thread thread;
    private volatile boolean running = true;

    /**
     * @param begin done once, first
     * @param step done after each {@link #wake}
     * @param end done once, last
     */
    EncodeThread(Runnable begin, Runnable step, Runnable end) {
        this.begin = begin;
        this.step = step;
        this.end = end;
        thread = Thread.ofPlatform()
                .name("baton-video")
                .daemon()
                .uncaughtExceptionHandler((t, e) -> LOG.error("{} died", t.getName(), e))
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Ends it and waits for that, but not for ever. */
    void close() {
        running = false;
        wake();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("The encoder did not end within {} ms and is left behind", PATIENCE_MILLIS);
        }
    }

    private void run() {
        guarded(begin);
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
            LOG.error("A picture was lost", e);
        }
    }
}
