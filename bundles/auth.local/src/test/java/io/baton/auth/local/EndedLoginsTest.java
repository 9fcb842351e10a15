// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.auth.LoginListener;
import io.baton.testkit.Patience;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The request that ends a login is answered once the listeners are done (S7). */
@Timeout(60)
final class EndedLoginsTest {

    @Test
    void s7ReturnsOnceTheListenersAreDone() {
        Thread caller = Thread.currentThread();
        CompletableFuture<Void> done = new CompletableFuture<>();
        AtomicBoolean ended = new AtomicBoolean();
        // ends the sessions only once the caller waits: one that does not wait returns before
        Thread coordinator = Thread.ofVirtual().unstarted(() -> {
            while (caller.getState() != Thread.State.TIMED_WAITING) {
                if (Thread.interrupted()) {
                    return;
                }
                Thread.onSpinWait();
            }
            ended.set(true);
            done.complete(null);
        });
        new EndedLogins(
                        () -> List.of(() -> {
                            coordinator.start();
                            return done;
                        }),
                        Patience.LONGEST)
                .run();
        boolean waited = ended.get();
        coordinator.interrupt();
        assertTrue(waited);
    }

    @Test
    void listenerThatFailsDoesNotAffectTheOthers() {
        AtomicInteger notified = new AtomicInteger();
        LoginListener broken = () -> {
            throw new IllegalStateException("for the test");
        };
        LoginListener failing = () -> CompletableFuture.failedFuture(new IllegalStateException("for the test"));
        LoginListener sound = () -> CompletableFuture.completedFuture(notified.incrementAndGet());
        new EndedLogins(() -> List.of(broken, failing, sound), Patience.LONGEST).run();
        assertEquals(1, notified.get());
    }
}
