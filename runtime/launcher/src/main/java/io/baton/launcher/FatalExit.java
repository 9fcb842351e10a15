// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process when a part of the device failed for good, so that a supervisor starts it again: a device that goes
 * on without a thread answers HTTP and does nothing. Bundles report by the service with {@code baton.role=fatal}; any
 * thread without a handler of its own that ends by an {@link Error} is reported here.
 *
 * <p>Threading. Safe for any thread. The thread {@code baton-fatal} is made in advance, because none may be had later.
 */
final class FatalExit implements Consumer<String>, Thread.UncaughtExceptionHandler {
    private final CompletableFuture<String> reason = new CompletableFuture<>();

    /** Ends the device; later reasons have no effect. */
    @Override
    public void accept(String given) {
        reason.complete(given);
    }

    /** Returns the reason; empty while there is none. */
    Optional<String> reason() {
        return Optional.ofNullable(now());
    }

    private @Nullable String now() {
        return reason.getNow(null);
    }

    /** An exception is printed, as without this handler; an error is fatal, too. */
    @Override
    public void uncaughtException(Thread thread, Throwable cause) {
        try {
            System.err.print("Exception in thread \"" + thread.getName() + "\" ");
            cause.printStackTrace();
        } finally {
            if (cause instanceof Error) {
                accept("thread " + thread.getName() + " died: " + cause);
            }
        }
    }

    /**
     * Waits for a reason on the thread {@code baton-fatal}, then stops the device, and ends the process if that takes
     * too long.
     *
     * @param stop begins to stop the device, and does not wait
     */
    void start(Runnable stop, Duration timeout) {
        Thread thread = new Thread(() -> end(reason.join(), stop, timeout), "baton-fatal");
        thread.setDaemon(true);
        thread.start();
    }

    private static void end(String given, Runnable stop, Duration timeout) {
        try {
            System.err.println("Baton ends: " + given);
            stop.run();
            Thread.sleep(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // the main thread ends the process earlier if the device can be stopped
            Runtime.getRuntime().halt(ExitCode.CRASHED.status);
        }
    }
}
