// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Letters on their way to the desk. Requests are bounded, counted from being sent to being worked on; news of peers and
 * of granted seats is always taken, as there is no more of it than there are peers and seats.
 *
 * <p>Threading. Any thread sends; one thread takes.
 */
final class CommandQueue {

    /** What became of a letter. */
    enum Receipt {
        TAKEN,
        FULL,
        CLOSED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Queue<QueuedCommand> letters = new ArrayDeque<>();
    private final int capacity;
    private int requests;
    private boolean woken;
    private boolean closed;

    CommandQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Takes a request while there is room; the desk gives the room back by {@link #leave}. */
    Receipt offer(QueuedCommand letter) {
        lock.lock();
        try {
            if (closed) {
                return Receipt.CLOSED;
            }
            if (requests >= capacity) {
                return Receipt.FULL;
            }
            requests++;
            letters.add(letter);
            arrival.signal();
            return Receipt.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** Takes what must not be lost. */
    Receipt post(QueuedCommand letter) {
        lock.lock();
        try {
            if (closed) {
                return Receipt.CLOSED;
            }
            letters.add(letter);
            arrival.signal();
            return Receipt.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** A request is being worked on or refused: its room is free. */
    void leave() {
        lock.lock();
        try {
            requests--;
        } finally {
            lock.unlock();
        }
    }

    /** A request could not be worked on yet and takes its room again. */
    void stay() {
        lock.lock();
        try {
            requests++;
        } finally {
            lock.unlock();
        }
    }

    /** Has the desk look at the time. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more letters; those that are here are still handed out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            woken = true;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    /** All letters that are here, after waiting for one at most this long. */
    List<QueuedCommand> take(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (letters.isEmpty() && !woken && left > 0) {
                left = arrival.awaitNanos(left);
            }
            woken = false;
            List<QueuedCommand> taken = new ArrayList<>(letters);
            letters.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
