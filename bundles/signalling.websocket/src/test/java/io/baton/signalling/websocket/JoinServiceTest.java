// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class JoinServiceTest {

    private final JoinService joinService = new JoinService();

    @Test
    void closedServiceLeavesNoThread() throws InterruptedException {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        joinService.loop().execute(() -> thread.complete(Thread.currentThread()));
        Thread loop = thread.join();
        joinService.close();
        assertTrue(loop.join(Duration.ofSeconds(30)), loop::getName);
    }

    @Test
    void errorOnTheLoopIsFatal() throws InterruptedException {
        BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
        joinService.fatal = reasons::add;
        joinService.loop().execute(() -> {
            throw new OutOfMemoryError("simulated");
        });
        assertEquals("thread baton-signalling failed: java.lang.OutOfMemoryError", reasons.poll(30, TimeUnit.SECONDS));
        joinService.close();
    }
}
