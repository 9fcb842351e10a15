// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.policy.SessionPolicy;
import io.baton.session.Outcome;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Something for the desk to do.
 *
 * @param work does it; false when somebody it needs is away, to be tried again
 * @param refusal tells the sender that it was not done; null for news that has no sender and must not be lost
 * @param failure tells the sender that doing it failed half-way; null as for refusal
 * @param arrivalNanos when it was sent
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
