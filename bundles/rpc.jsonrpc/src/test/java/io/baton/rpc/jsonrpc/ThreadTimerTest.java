// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadTimerTest {

    private final BlockingQueue<String> fatal = new LinkedBlockingQueue<>();
    private final ThreadTimer timer = new ThreadTimer("baton-rpc-timer", fatal::add);

    private Thread threadOfTimer() {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        timer.after(Duration.ZERO, () -> thread.complete(Thread.currentThread()));
        return thread.join();
    }

    @Test
    void errorOfWorkIsFatal() throws InterruptedException {
        timer.after(Duration.ZERO, () -> {
            throw new OutOfMemoryError("simulated");
        });
        assertEquals("thread baton-rpc-timer failed: java.lang.OutOfMemoryError", fatal.poll(30, TimeUnit.SECONDS));
        timer.close();
    }

    @Test
    void exceptionAndLinkageErrorOfWorkAreNotFatal() {
        timer.after(Duration.ZERO, () -> {
            throw new IllegalStateException("on purpose");
        });
        timer.after(Duration.ZERO, () -> {
            throw new NoClassDefFoundError("on purpose");
        });
        assertTrue(threadOfTimer().isDaemon());
        assertNull(fatal.poll());
        timer.close();
    }

    @Test
    void closedTimerLeavesNoThreadAndRunsNothing() throws InterruptedException {
        Thread thread = threadOfTimer();
        timer.after(Duration.ofHours(1), () -> fatal.add("too late"));
        timer.close();
        assertTrue(thread.join(Duration.ofSeconds(30)));
        timer.after(Duration.ZERO, () -> fatal.add("after the end"));
        timer.close();
        assertNull(fatal.poll());
    }
}
