// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one peer that wait for a handler to come, in the order they arrived across all its channels, with the
 * bounds {@link ChannelHandler} promises. Pointer moves that follow each other directly with the same buttons and stamp
 * become one; keys and buttons are never merged and never overtaken.
 *
 * <p>Threading. All methods are safe; the lock is not held while a handler works.
 */
final class MessageBuffer {

    static final int MOST_MESSAGES = 256;

    /** All parked payloads of a peer together, bytes; two of the largest messages fit. */
    static final int MOST_BYTES = 524_288;

    private static final long MILLI = 1_000_000L;

    private final ArrayDeque<ChannelMessage> parked = new ArrayDeque<>();
    private long bytes;
    private long discarded;

    /** Parks a message that just arrived. */
    synchronized void park(ChannelMessage message) {
        expire(message.arrivalNanos());
        if (mergeIntoLast(message)) {
            return;
        }
        push(message);
        if (count(message.label()) > MOST_MESSAGES) {
            discardOldest(message.label());
        }
        while (bytes > MOST_BYTES && parked.size() > 1) {
            drop(parked.pollFirst());
        }
    }

    /** Gives back what {@link #next} gave and nobody took: it is the oldest again. */
    synchronized void putBack(ChannelMessage message) {
        parked.addFirst(message);
        bytes += cost(message);
    }

    /** Whether a message of this label waits. */
    synchronized boolean holds(String label) {
        return count(label) > 0;
    }

    /** The first move of a run may be where a button went down or up: it stays, what follows it becomes one. */
    private boolean mergeIntoLast(ChannelMessage message) {
        Iterator<ChannelMessage> backwards = parked.descendingIterator();
        if (parked.size() < 2) {
            return false;
        }
        ChannelMessage last = backwards.next();
        ChannelMessage before = backwards.next();
        ChannelMessage merged = PointerMoves.alike(before, last) ? PointerMoves.merge(last, message) : null;
        if (merged == null) {
            return false;
        }
        parked.pollLast();
        bytes -= cost(last);
        push(merged);
        return true;
    }

    private void push(ChannelMessage message) {
        parked.addLast(message);
        bytes += cost(message);
    }

    private static long cost(ChannelMessage message) {
        return message.data().length + 64L;
    }

    private void drop(@Nullable ChannelMessage message) {
        if (message != null) {
            bytes -= cost(message);
            discarded++;
        }
    }

    private int count(String label) {
        int count = 0;
        for (ChannelMessage message : parked) {
            count += message.label().equals(label) ? 1 : 0;
        }
        return count;
    }

    private void discardOldest(String label) {
        for (Iterator<ChannelMessage> all = parked.iterator(); all.hasNext(); ) {
            ChannelMessage message = all.next();
            if (message.label().equals(label)) {
                all.remove();
                drop(message);
                return;
            }
        }
    }

    /** Takes the oldest message somebody handles now; null when there is none. */
    synchronized @Nullable ChannelMessage next(Function<String, @Nullable ChannelHandler> handlers, long now) {
        expire(now);
        for (Iterator<ChannelMessage> all = parked.iterator(); all.hasNext(); ) {
            ChannelMessage message = all.next();
            if (handlers.apply(message.label()) != null) {
                all.remove();
                bytes -= cost(message);
                return message;
            }
        }
        return null;
    }

    /** Drops what has waited too long. */
    synchronized void expire(long now) {
        for (Iterator<ChannelMessage> all = parked.iterator(); all.hasNext(); ) {
            ChannelMessage message = all.next();
            if (now - message.arrivalNanos() > patience(message.label())) {
                all.remove();
                drop(message);
            }
        }
    }

    /** When {@link #expire} has something to do; {@link Long#MAX_VALUE} for never. */
    synchronized long deadline() {
        long deadline = Long.MAX_VALUE;
        for (ChannelMessage message : parked) {
            deadline = Math.min(deadline, message.arrivalNanos() + patience(message.label()) + 1);
        }
        return deadline;
    }

    private static long patience(String label) {
        return MILLI * (label.startsWith("hidrpc") ? ChannelHandler.PARK_MILLIS : ChannelHandler.RPC_PARK_MILLIS);
    }

    /** Forgets everything. */
    synchronized void discard() {
        discarded += parked.size();
        parked.clear();
        bytes = 0;
    }

    synchronized boolean isEmpty() {
        return parked.isEmpty();
    }

    /** Messages lost here so far. */
    synchronized long discarded() {
        return discarded;
    }
}
