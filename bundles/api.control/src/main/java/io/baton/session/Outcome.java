// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Duration;

/** What became of a request that may be refused. Exceptions are for bugs. */
public sealed interface Outcome {

    /** It happened. */
    record Done() implements Outcome {}

    /**
     * It did not happen and nothing changed.
     *
     * @param reason the stable word
     * @param message for people: what is wrong and what to do
     * @param retryAfter how long to wait before trying again; zero when waiting does not help
     */
    record Refused(Reason reason, String message, Duration retryAfter) implements Outcome {}

    static Done done() {
        return new Done();
    }

    static Refused refused(Reason reason, String message) {
        return new Refused(reason, message, Duration.ZERO);
    }

    static Refused refused(Reason reason, String message, Duration retryAfter) {
        return new Refused(reason, message, retryAfter);
    }

    default boolean isDone() {
        return this instanceof Done;
    }
}
