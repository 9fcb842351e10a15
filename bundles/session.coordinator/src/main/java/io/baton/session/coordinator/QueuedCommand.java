// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.policy.SessionPolicy;
import io.baton.session.Outcome;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A command in the queue.
 *
 * @param work executes it; false when a service it needs is absent, to be tried again
 * @param refusal completes the sender's stage when it was not executed; null for events without a sender, which must
 *     not be lost
 * @param failure completes the sender's stage when its execution failed; null as for refusal
 * @param arrivalNanos when it was queued, by {@code System.nanoTime}
 */
record QueuedCommand(
        Predicate<SessionPolicy> work,
        @Nullable Consumer<Outcome.Refused> refusal,
        @Nullable Consumer<Outcome.Refused> failure,
        long arrivalNanos) {

    void refuse(Outcome.Refused refused) {
        if (refusal != null) {
            refusal.accept(refused);
        }
    }

    void fail(Outcome.Refused refused) {
        if (failure != null) {
            failure.accept(refused);
        }
    }
}
