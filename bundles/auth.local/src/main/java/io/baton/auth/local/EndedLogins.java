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
 * answer to the request that ended them may say so. A listener that takes longer than {@link #MAX_WAIT}, because its
 * bundle is being replaced, is not waited for: it looks at the logins again by itself.
 *
 * <p>Threading. Any thread; blocks for {@link #MAX_WAIT} at most.
 */
final class EndedLogins implements Runnable {

    static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger("auth.local");

    private final Supplier<List<LoginListener>> listeners;

    EndedLogins(Supplier<List<LoginListener>> listeners) {
        this.listeners = listeners;
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

    private static void await(CompletableFuture<?> done) {
        try {
            done.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("ended logins not confirmed waitMillis={}", MAX_WAIT.toMillis());
        } catch (ExecutionException e) {
            LOG.error("login listener failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
