// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.threads;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells whether a thread that runs jobs one after the other still does: each question hands it an empty job, and the
 * answer is whether the job of an earlier question has waited too long. Registered as a service with {@link #ROLE}, it
 * is asked by the launcher's watchdog.
 *
 * <p>Threading. Safe for any thread; does not block.
 */
public final class ThreadProbe implements Supplier<String> {
    /** Value of the service property {@code baton.role}. */
    public static final String ROLE = "liveness";

    private final String thread;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final long longestNanos;
    private boolean waiting;
    private long since;

    /**
     * @param thread its name, for the reason
     * @param executor hands a job to the thread, however long its queue is
     * @param nanoTime the clock of {@link System#nanoTime()}
     * @param longest the time after which a job that has not run means that the thread hangs
     */
    public ThreadProbe(String thread, Executor executor, LongSupplier nanoTime, Duration longest) {
        this.thread = thread;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.longestNanos = longest.toNanos();
    }

    /** Returns an empty text, or why the thread is taken for hanging. */
    @Override
    public String get() {
        synchronized (this) {
            if (waiting) {
                long waited = nanoTime.getAsLong() - since;
                return waited < longestNanos
                        ? ""
                        : "thread " + thread + " did nothing for "
                                + Duration.ofNanos(waited).toSeconds() + " s";
            }
            waiting = true;
            since = nanoTime.getAsLong();
        }
        executor.execute(this::ran);
        return "";
    }

    private synchronized void ran() {
        waiting = false;
    }
}
