// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.util.concurrent.TimeUnit;

/**
 * Pauses and resumes a number of worker threads between two actions.
 *
 * <p>Threading. Workers call {@link #awaitRunning}; one other thread the rest.
 */
final class PauseControl {
    private static final long TIMEOUT_MILLIS = 60_000;

    private final int workers;
    private int waiting;
    private boolean running;
    private boolean isShutDown;

    PauseControl(int workers) {
        this.workers = workers;
    }

    /** Waits while paused; returns false after the shutdown. */
    synchronized boolean awaitRunning() {
        waiting++;
        notifyAll();
        try {
            while (!running && !isShutDown) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        waiting--;
        return !isShutDown;
    }

    synchronized void resume() {
        running = true;
        notifyAll();
    }

    /** Pauses all workers; returns when all wait, or after the timeout where an action takes longer. */
    synchronized void pause() throws InterruptedException {
        running = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
        for (long left = TIMEOUT_MILLIS; waiting < workers && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
    }

    synchronized void shutdown() {
        isShutDown = true;
        notifyAll();
    }
}
