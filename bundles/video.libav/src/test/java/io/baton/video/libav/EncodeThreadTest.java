// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.Patience;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EncodeThreadTest {

    /** What listens to the video may be updated while it runs; a class of it that is gone must not end the frame. */
    @Test
    void linkageErrorInAStepDoesNotEndTheThread() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger steps = new AtomicInteger();
        EncodeThread thread = new EncodeThread(
                running -> {},
                () -> {
                    if (steps.getAndIncrement() == 0) {
                        first.countDown();
                        throw new NoClassDefFoundError("gone on purpose");
                    }
                    second.countDown();
                    return Long.MAX_VALUE;
                },
                ended::countDown,
                threads(reason -> {}));
        thread.start();
        assertTrue(first.await(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        thread.wake();
        assertTrue(second.await(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        thread.close();
        assertTrue(ended.await(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void nextStepComesByItselfWhenItsTimeIsUp() throws InterruptedException {
        CountDownLatch third = new CountDownLatch(3);
        EncodeThread thread = new EncodeThread(
                running -> {},
                () -> {
                    third.countDown();
                    return 1;
                },
                () -> {},
                threads(reason -> {}));
        thread.start();
        assertTrue(third.await(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        thread.close();
    }

    @Test
    void closeDuringWarmUpEndsTheThread() {
        EncodeThread thread = new EncodeThread(
                running -> {
                    while (running.getAsBoolean()) {
                        Thread.onSpinWait();
                    }
                },
                () -> Long.MAX_VALUE,
                () -> {},
                threads(reason -> {}));
        thread.start();
        thread.close();
        // it is waited for, two seconds at most
        Patience.await().until(() -> !thread.alive());
    }

    @Test
    void errorIsReportedAsFatal() throws InterruptedException {
        BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
        EncodeThread thread = new EncodeThread(
                running -> {},
                () -> {
                    throw new OutOfMemoryError("on purpose");
                },
                () -> {},
                threads(reasons::add));
        thread.start();
        assertEquals(
                "thread baton-video died: java.lang.OutOfMemoryError",
                reasons.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        thread.close();
    }

    private static DaemonThreads threads(Consumer<String> fatal) {
        return new DaemonThreads(LoggerFactory.getLogger("video.libav"), fatal);
    }
}
