// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TimerThreadTest {

    private static final int PATIENCE_SECONDS = 20;
    private static final long HOUR = 3_600_000_000_000L;

    /** No other thread wakes it: without a second try consent would never expire. */
    @Test
    void failedTickIsTriedAgain() throws InterruptedException {
        var time = new AtomicLong();
        var ticks = new AtomicInteger();
        var again = new CountDownLatch(1);
        var deadlines = new TimerThread(() -> time.addAndGet(HOUR), now -> {
            if (ticks.getAndIncrement() == 0) {
                throw new IllegalStateException("broken on purpose");
            }
            again.countDown();
            return Long.MAX_VALUE;
        });
        deadlines.start();
        assertTrue(again.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        deadlines.stop();
    }
}
