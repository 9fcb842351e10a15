// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A bounded lock-free queue of packed events for many producers and one consumer. No call blocks or allocates. Each
 * slot has a sequence number: {@code n} admits the producer of the n-th event, {@code n + 1} its consumer.
 *
 * <p>Threading. {@link #offer}, {@link #close}, {@link #open}, {@link #end}: any thread. The rest: the consumer.
 */
final class EventRing {

    enum Offer {
        QUEUED,
        FULL,
        /** Closed: this event and all later ones are refused. */
        CLOSED
    }

    private static final long CLOSED_BIT = Long.MIN_VALUE;

    private final int capacity;
    private final long[] events;
    private final long[] epochs;
    private final long[] times;
    private final AtomicLongArray turns;
    private final AtomicLong tail = new AtomicLong();
    private long head;

    EventRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("the capacity is a power of two: " + capacity);
        }
        this.capacity = capacity;
        events = new long[capacity];
        epochs = new long[capacity];
        times = new long[capacity];
        turns = new AtomicLongArray(capacity);
        for (int i = 0; i < capacity; i++) {
            turns.set(i, i);
        }
    }

    /**
     * Appends an event.
     *
     * @param epoch the control epoch of the event
     * @param nanos the time of the event on the nano clock
     */
    Offer offer(long event, long epoch, long nanos) {
        while (true) {
            long at = tail.get();
            if (at < 0) {
                return Offer.CLOSED;
            }
            int place = place(at);
            long turn = turns.getAcquire(place);
            if (turn < at) {
                return Offer.FULL;
            }
            if (turn == at && tail.compareAndSet(at, at + 1)) {
                events[place] = event;
                epochs[place] = epoch;
                times[place] = nanos;
                turns.setRelease(place, at + 1);
                return Offer.QUEUED;
            }
        }
    }

    /** Refuses every event from now on; accepted ones are still delivered. */
    void close() {
        tail.getAndUpdate(at -> at | CLOSED_BIT);
    }

    /** Accepts events again. */
    void open() {
        tail.getAndUpdate(at -> at & ~CLOSED_BIT);
    }

    /**
     * Returns the number of events accepted so far: those with a smaller {@link #position} were offered before this
     * call.
     */
    long end() {
        return tail.get() & ~CLOSED_BIT;
    }

    /** Returns the number of events removed so far. */
    long position() {
        return head;
    }

    /** Whether an event is readable this many slots behind the head; false as well while its producer writes it. */
    boolean has(int ahead) {
        return turns.getAcquire(place(head + ahead)) == head + ahead + 1;
    }

    /** Whether every accepted event was removed. */
    boolean drained() {
        return head == end();
    }

    long event(int ahead) {
        return events[place(head + ahead)];
    }

    long epoch(int ahead) {
        return epochs[place(head + ahead)];
    }

    long nanos(int ahead) {
        return times[place(head + ahead)];
    }

    /** Replaces the event in this slot. */
    void replace(int ahead, long event) {
        events[place(head + ahead)] = event;
    }

    void remove() {
        turns.setRelease(place(head), head + capacity);
        head++;
    }

    private int place(long at) {
        return (int) at & (capacity - 1);
    }
}
