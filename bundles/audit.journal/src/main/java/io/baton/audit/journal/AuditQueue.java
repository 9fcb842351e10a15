// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.audit.AuditEvent;
import io.baton.session.DecisionRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue of decisions and notes for the journal. Adding never blocks; what does not fit is counted.
 *
 * <p>Threading. Any thread adds, one takes.
 */
final class AuditQueue {

    private static final int BATCH = 256;

    private final BlockingQueue<Item> items;
    private final AtomicLong decisionsLost = new AtomicLong();
    private final AtomicLong notesLost = new AtomicLong();

    /** An element of the queue, with the time of day at which it was added. */
    sealed interface Item {
        record Decision(DecisionRecord decided, Instant at) implements Item {}

        record Note(AuditEvent note, Instant at) implements Item {}

        /** Runs when what was queued before it is written. */
        record Mark(Runnable written) implements Item {}

        /** Wakes the taking thread. */
        record WakeUp() implements Item {}
    }

    AuditQueue(int capacity) {
        items = new ArrayBlockingQueue<>(capacity);
    }

    void add(DecisionRecord decided, Instant at) {
        if (!items.offer(new Item.Decision(decided, at))) {
            decisionsLost.incrementAndGet();
        }
    }

    void add(AuditEvent note, Instant at) {
        if (!items.offer(new Item.Note(note, at))) {
            notesLost.incrementAndGet();
        }
    }

    /** Queues a mark; returns whether it fits. */
    boolean add(Runnable written) {
        return items.offer(new Item.Mark(written));
    }

    /** Takes the marks out, in their order. */
    List<Runnable> takeMarks() {
        List<Runnable> marks = new ArrayList<>();
        items.removeIf(item -> item instanceof Item.Mark(Runnable written) && marks.add(written));
        return marks;
    }

    /** Wakes the consumer; not needed when the queue is full, since the consumer is busy then. */
    void wakeUp() {
        boolean roused = items.offer(new Item.WakeUp());
        assert roused || !items.isEmpty();
    }

    /** What is there, waiting for it at most so long; not all of it at once. */
    void drainTo(List<Item> taken, long waitNanos) throws InterruptedException {
        @Nullable Item first = items.poll(waitNanos, TimeUnit.NANOSECONDS);
        if (first != null) {
            taken.add(first);
            items.drainTo(taken, BATCH);
        }
    }

    int size() {
        return items.size();
    }

    /** Whether decisions did not fit since this was last {@link #resetLost forgiven}. */
    boolean overflowed() {
        return decisionsLost.get() > 0;
    }

    void resetLost() {
        decisionsLost.set(0);
    }

    /** How many notes did not fit since this was last asked. */
    long takeNotesLost() {
        return notesLost.getAndSet(0);
    }
}
