// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EventLoopThreadTest {

    private final BlockingQueue<String> fatal = new LinkedBlockingQueue<>();
    private final EventLoopThread loop = new EventLoopThread(System::nanoTime, fatal::add);
    private final List<String> ran = new CopyOnWriteArrayList<>();

    @Test
    void queuedTasksRunOnClose() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> {
            thread.complete(Thread.currentThread());
            await(held);
        });
        loop.execute(() -> ran.add("goodbye"));
        loop.after(Duration.ofHours(1), () -> ran.add("too late"));
        held.countDown();
        loop.close();
        // it is waited for, a second at most
        thread.join().join();
        loop.execute(() -> ran.add("after the end"));
        assertEquals(List.of("goodbye"), ran);
    }

    @Test
    void failedTaskDoesNotEndTheLoop() throws InterruptedException {
        CountDownLatch next = new CountDownLatch(1);
        loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.execute(next::countDown);
        assertTrue(next.await(60, TimeUnit.SECONDS));
        loop.close();
    }

    @Test
    void threadIsNamedDaemon() throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        loop.execute(() -> {
            ran.add(Thread.currentThread().getName() + " "
                    + Thread.currentThread().isDaemon());
            seen.countDown();
        });
        assertTrue(seen.await(60, TimeUnit.SECONDS));
        assertEquals(List.of("baton-signalling true"), ran);
        loop.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void errorInATaskIsFatal() throws InterruptedException {
        loop.execute(() -> {
            throw new OutOfMemoryError("simulated");
        });
        assertEquals("thread baton-signalling failed: java.lang.OutOfMemoryError", fatal.poll(60, TimeUnit.SECONDS));
    }
}
