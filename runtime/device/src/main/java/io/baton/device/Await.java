// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits for what the kernel does not tell: asks again, bounded. */
final class Await {

    private static final long TIMEOUT_SECONDS = 60;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Something to be asked for. */
    interface Question<T> {
        /** Returns the answer; null while there is none. */
        @Nullable
        T ask() throws IOException;
    }

    private Await() {}

    static <T> T value(String what, Question<T> question) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        T answer = question.ask();
        while (answer == null) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("no " + what + " within " + TIMEOUT_SECONDS + " s");
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
            answer = question.ask();
        }
        return answer;
    }

    /** Returns whether it became true within this time. */
    static boolean within(long seconds, Question<Boolean> question) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!Boolean.TRUE.equals(question.ask())) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        return true;
    }

    static void isTrue(String what, Question<Boolean> question) throws IOException {
        value(what, () -> Boolean.TRUE.equals(question.ask()) ? Boolean.TRUE : null);
    }
}
