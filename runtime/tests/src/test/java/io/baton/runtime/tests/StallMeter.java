// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Measures how long this process got no processor: a thread that is due each 2 ms records its longest delay. */
final class StallMeter implements AutoCloseable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

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
            LockSupport.parkNanos(PERIOD_NANOS);
            long now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
        }
    }

    /** Returns the longest time between two runs so far, in milliseconds. */
    long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    @Override
    public void close() {
        running = false;
    }
}
