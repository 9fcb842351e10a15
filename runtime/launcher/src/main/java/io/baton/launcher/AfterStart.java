// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Has bundles begin what can wait until the device is ready. Each service of type {@code Supplier} with
 * {@code baton.role=after-start} is called once: those that exist at {@link #begin} on its thread, a later one on the
 * thread that registers it. It returns at once, with a {@code CompletionStage} that completes when the work is done.
 */
final class AfterStart implements ServiceTrackerCustomizer<Object, Object> {
    private static final String FILTER = "(&(objectClass=" + Supplier.class.getName() + ")(baton.role=after-start))";

    private final BundleContext context;
    private final List<CompletableFuture<?>> begun = new CopyOnWriteArrayList<>();

    private AfterStart(BundleContext context) {
        this.context = context;
    }

    /** Calls the services, now and as they appear, until the framework stops. */
    static AfterStart begin(BundleContext context) {
        try {
            AfterStart afterStart = new AfterStart(context);
            new ServiceTracker<>(context, context.createFilter(FILTER), afterStart).open();
            return afterStart;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the work that has begun is done, whether or not it succeeded, for as long as the timeout at most. */
    void await(Duration timeout) throws InterruptedException {
        try {
            CompletableFuture.allOf(begun.toArray(CompletableFuture<?>[]::new))
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // the device serves without it, and the bundle says what failed
        }
    }

    @Override
    public @Nullable Object addingService(ServiceReference<Object> reference) {
        Object service = context.getService(reference);
        if (service instanceof Supplier<?> supplier && supplier.get() instanceof CompletionStage<?> stage) {
            begun.add(stage.toCompletableFuture());
        }
        return service;
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, Object service) {
        // its work has begun
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Object service) {
        context.ungetService(reference);
    }
}
