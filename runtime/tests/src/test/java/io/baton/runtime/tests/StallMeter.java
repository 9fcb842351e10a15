// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices when this process does not get a processor: a thread that wants to run each 2 ms and remembers the longest
 * time it was not let. Tells a busy machine from a fault where a key lives for 100 ms only.
 */
final class StallMeter implements AutoCloseable {
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Thread thread = new Thread(this::run, "stall-meter");
    private volatile boolean running = true;
    private volatile long longest;

    StallMeter() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long last = System.nanoTime();
        while (running) {
            LockSupport.parkNanos(BEAT_NANOS);
            long now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
        }
    }

    /** The longest time between two beats so far, milliseconds. */
    long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    @Override
    public void close() {
        running = false;
    }
}
