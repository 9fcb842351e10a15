// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The requests to begin an epoch that are not answered yet, oldest first.
 *
 * <p>Threading. {@link #add} and {@link #isEmpty}: any thread. The rest: the writer.
 */
final class EpochRequests {

    private static final Outcome DONE = Outcome.done();

    /**
     * One request.
     *
     * @param eventsBefore the number of events ever queued when it was made; these are discarded
     * @param since when it was made, on the nano clock
     */
    record EpochRequest(long epoch, long eventsBefore, long since, CompletableFuture<Outcome> answer) {

        void complete() {
            answer.complete(DONE);
        }

        void refuse(Reason reason, String message) {
            answer.complete(Outcome.refused(reason, message));
        }
    }

    private final Queue<EpochRequest> requests = new ConcurrentLinkedQueue<>();

    CompletionStage<Outcome> add(long epoch, long eventsBefore, long now) {
        EpochRequest request = new EpochRequest(epoch, eventsBefore, now, new CompletableFuture<>());
        requests.add(request);
        return request.answer;
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    /** Removes and returns the oldest request; null when there is none. */
    @Nullable
    EpochRequest poll() {
        return requests.poll();
    }

    /** As {@link #poll}, for a request that is at least {@code nanos} old. */
    @Nullable
    EpochRequest pollOlderThan(long nanos, long now) {
        EpochRequest oldest = requests.peek();
        return oldest != null && now - oldest.since >= nanos ? requests.poll() : null;
    }
}
