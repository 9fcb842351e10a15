// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.util.concurrent.TimeUnit;

/**
 * Lets a number of threads work, and holds them between two deeds.
 *
 * <p>Threading. Workers call {@link #mayGoOn}; one other thread the rest.
 */
final class WorkerBarrier {
    private static final long TIMEOUT_MILLIS = 5_000;

    private final int workers;
    private int resting;
    private boolean going;
    private boolean ended;

    WorkerBarrier(int workers) {
        this.workers = workers;
    }

    /** Waits while all are held; false when it is over. */
    synchronized boolean mayGoOn() {
        resting++;
        notifyAll();
        try {
            while (!going && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        resting--;
        return !ended;
    }

    synchronized void go() {
        going = true;
        notifyAll();
    }

    /** Holds everybody; returns when all rest, or when somebody takes too long over what they do. */
    synchronized void stop() throws InterruptedException {
        going = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
        for (long left = TIMEOUT_MILLIS; resting < workers && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
