// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Runs each step on a thread of its own; the thread of a step that exceeds its time is interrupted and left behind. */
final class TimedSteps implements SwapSteps {

    private static final int INTERRUPTS = 100;
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final DaemonThreads threads;
    private final LongSupplier nanoTime;

    TimedSteps(DaemonThreads threads, LongSupplier nanoTime) {
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    @Override
    public long nanos() {
        return nanoTime.getAsLong();
    }

    @Override
    public <T> T run(String reason, Duration limit, Callable<T> body) throws StepException {
        FutureTask<T> task = new FutureTask<>(body);
        Thread worker = threads.start("baton-upgrade-swap", task);
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            abandon(worker);
            throw new StepException("timeout", reason + ": no end within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon(worker);
            throw new StepException("interrupted", reason, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof StepException step) {
                throw step;
            }
            throw new StepException(reason, String.valueOf(cause), cause);
        }
    }

    @Override
    public void detach(Runnable task) {
        threads.start("baton-upgrade-swap", task);
    }

    /** A component that hangs in its activation is activated once more by each of its users: interrupts all of them. */
    private void abandon(Thread worker) {
        threads.start("baton-upgrade-swap", () -> {
            try {
                for (int i = 0; i < INTERRUPTS && worker.isAlive(); i++) {
                    worker.interrupt();
                    worker.join(INTERVAL);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
