// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.auth.LoginListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies the listeners that logins have ended, and returns once nothing of them has an effect any more, so that the
 * answer to the request that ended them may say so. A listener that takes longer than the longest wait, because its
 * bundle is being replaced, is not waited for: it looks at the logins again by itself.
 *
 * <p>Threading. Any thread; blocks for the longest wait at most.
 */
final class EndedLogins implements Runnable {

    static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger("auth.local");

    private final Supplier<List<LoginListener>> listeners;
    private final Duration longest;

    /** @param longest how long all listeners together are waited for */
    EndedLogins(Supplier<List<LoginListener>> listeners, Duration longest) {
        this.listeners = listeners;
        this.longest = longest;
    }

    @Override
    public void run() {
        List<CompletableFuture<?>> pending = new ArrayList<>();
        for (LoginListener listener : listeners.get()) {
            try {
                CompletionStage<?> done = listener.loginsEnded();
                pending.add(done.toCompletableFuture());
            } catch (RuntimeException | LinkageError e) {
                LOG.error("login listener failed", e);
            }
        }
        await(CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new)));
    }

    private void await(CompletableFuture<?> done) {
        try {
            done.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("ended logins not confirmed waitMillis={}", longest.toMillis());
        } catch (ExecutionException e) {
            LOG.error("login listener failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
