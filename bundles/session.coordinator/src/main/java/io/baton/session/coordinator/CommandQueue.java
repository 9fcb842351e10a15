// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.shared.queues.QueueMonitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.LoggerFactory;

/**
 * The commands waiting for the loop. Requests are bounded, counted from being offered to being executed. Events of
 * peers and of accepted joins are always accepted: the number of peers and sessions bounds them.
 *
 * <p>Threading. Any thread adds; one thread takes.
 */
final class CommandQueue {

    /** The result of adding a command. */
    enum Receipt {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Queue<QueuedCommand> commands = new ArrayDeque<>();
    private final int capacity;
    private final QueueMonitor monitor;
    private int requests;
    private boolean woken;
    private boolean closed;

    CommandQueue(int capacity) {
        this.capacity = capacity;
        monitor = new QueueMonitor(LoggerFactory.getLogger(LoggerName.VALUE), "commands", capacity);
    }

    /** Returns the gauge of waiting requests. */
    String gauge() {
        return monitor.gauge();
    }

    /** Adds a request while there is room; the loop frees its place by {@link #leave}. */
    Receipt offer(QueuedCommand queued) {
        lock.lock();
        try {
            if (closed) {
                return Receipt.CLOSED;
            }
            if (requests >= capacity) {
                return Receipt.FULL;
            }
            requests++;
            monitor.length(requests);
            commands.add(queued);
            arrival.signal();
            return Receipt.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a command that must not be lost. */
    Receipt post(QueuedCommand queued) {
        lock.lock();
        try {
            if (closed) {
                return Receipt.CLOSED;
            }
            commands.add(queued);
            arrival.signal();
            return Receipt.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /** Frees the place of a request that is being executed or was refused. */
    void leave() {
        lock.lock();
        try {
            requests--;
            monitor.length(requests);
        } finally {
            lock.unlock();
        }
    }

    /** Occupies a place again for a request that could not be executed yet. */
    void stay() {
        lock.lock();
        try {
            requests++;
            monitor.length(requests);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the present or next {@link #take} without a command. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses later commands; those that are here are still handed out. */
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

    /** Removes all commands, after waiting at most this long for the first. */
    List<QueuedCommand> take(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (commands.isEmpty() && !woken && left > 0) {
                left = arrival.awaitNanos(left);
            }
            woken = false;
            List<QueuedCommand> taken = new ArrayList<>(commands);
            commands.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
