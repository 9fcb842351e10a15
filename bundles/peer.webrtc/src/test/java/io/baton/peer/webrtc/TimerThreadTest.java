// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.Patience;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class TimerThreadTest {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final long HOUR = 3_600_000_000_000L;

    /** No other thread wakes it: without a second try consent would never expire. */
    @Test
    void failedTickIsTriedAgain() throws InterruptedException {
        var time = new AtomicLong();
        var ticks = new AtomicInteger();
        var again = new CountDownLatch(1);
        var deadlines = new TimerThread(
                () -> time.addAndGet(HOUR),
                now -> {
                    if (ticks.getAndIncrement() == 0) {
                        throw new IllegalStateException("broken on purpose");
                    }
                    again.countDown();
                    return Long.MAX_VALUE;
                },
                new DaemonThreads(LOG, reason -> {}));
        deadlines.start();
        assertTrue(again.await(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        deadlines.stop();
    }

    @Test
    void errorThatEndsTheThreadIsFatal() throws InterruptedException {
        var fatal = new LinkedBlockingQueue<String>();
        var timer = new TimerThread(
                () -> 0,
                now -> {
                    throw new OutOfMemoryError("thrown by the test");
                },
                new DaemonThreads(LOG, fatal::add));
        timer.start();
        assertEquals(
                "thread baton-peer-timer died: java.lang.OutOfMemoryError",
                fatal.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        timer.stop();
    }
}
