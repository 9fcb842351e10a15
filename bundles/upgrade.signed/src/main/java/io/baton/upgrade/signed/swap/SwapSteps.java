// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs the steps of a swap, each with a time limit. */
interface SwapSteps {

    Duration START = Duration.ofSeconds(10);
    Duration SELF_TEST = Duration.ofSeconds(5);
    Duration FREEZE = Duration.ofSeconds(1);
    /** Input waits for 500 ms, and ports keep their keys as long: a successor that hangs is given up before. */
    Duration ADOPT = Duration.ofMillis(400);

    Duration STOP = Duration.ofSeconds(5);

    /** A step that failed or exceeded its time. */
    final class StepException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String reason;
        private final boolean whole;

        StepException(String reason, String message, @Nullable Throwable cause) {
            this(reason, message, cause, true);
        }

        private StepException(String reason, String message, @Nullable Throwable cause, boolean whole) {
            super(message, cause);
            this.reason = reason;
            this.whole = whole;
        }

        String reason() {
            return reason;
        }

        /** Whether the bundle from before the step runs. */
        boolean isWhole() {
            return whole;
        }

        StepException whole(boolean nowWhole) {
            return new StepException(reason, String.valueOf(getMessage()), getCause(), whole && nowWhole);
        }
    }

    /** The time on the nano clock. */
    long nanos();

    /**
     * Runs a step and waits for its end.
     *
     * @param reason the reason when it throws; one that exceeds its time fails with {@code timeout}
     */
    <T> T run(String reason, Duration limit, Callable<T> body) throws StepException;

    /** Runs a task on a thread of its own, and does not wait for it. */
    void detach(Runnable task);
}
