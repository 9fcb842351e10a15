// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one peer that wait for an absent handler: a queue for each label, ordered across labels by sequence
 * numbers, within the limits of {@link ChannelHandler}. Messages that match a coalescing rule of their label and follow
 * each other directly become one; others are never merged and never overtaken.
 *
 * <p>Each operation takes constant time apart from the messages it removes: it looks at the heads of the queues, of
 * which there are as many as labels were registered by handlers, whatever the peer sends.
 *
 * <p>Threading. All methods are safe; the lock is not held while a handler works.
 */
final class MessageBuffer {

    /** A message with its place in the order of arrival. */
    record Buffered(long sequence, ChannelMessage message) {

        long cost() {
            return message.data().length + 64L;
        }
    }

    private static final class LabelQueue {

        final String label;
        final ArrayDeque<Buffered> messages = new ArrayDeque<>();
        BufferPolicy policy;
        long bytes;

        LabelQueue(String label, BufferPolicy policy) {
            this.label = label;
            this.policy = policy;
        }

        boolean isExpired(Buffered head, long now) {
            return now - head.message().arrivalNanos() > policy.waitNanos();
        }
    }

    private final Function<String, @Nullable BufferPolicy> policies;
    private final Map<String, LabelQueue> queues = new HashMap<>();
    /** Labels of which messages were discarded beyond a limit, until the handler is told. */
    private final Set<String> incomplete = new LinkedHashSet<>();
    /** Labels of which a channel was closed, until the handler is told. */
    private final Set<String> ended = new LinkedHashSet<>();

    private long nextSequence;
    private long keptFrom;
    private int size;
    private long bytes;
    private long discarded;

    /** @param policies finds how messages of a label wait; null for a label that was never registered */
    MessageBuffer(Function<String, @Nullable BufferPolicy> policies) {
        this.policies = policies;
    }

    /** Adds a message that just arrived, or discards it when no handler ever registered its label. */
    synchronized void add(ChannelMessage message) {
        BufferPolicy policy = policies.apply(message.label());
        if (policy == null) {
            discarded++;
            return;
        }
        expire(message.arrivalNanos());
        LabelQueue queue = queues.computeIfAbsent(message.label(), label -> new LabelQueue(label, policy));
        queue.policy = policy;
        if (coalesce(queue, message)) {
            return;
        }
        append(queue, new Buffered(nextSequence++, message));
        if (queue.messages.size() > policy.messages()) {
            discardOldest(queue);
        }
        while (size > ChannelHandler.PEER_MESSAGES || bytes > ChannelHandler.PEER_BYTES) {
            discardOldest(largest(queue));
        }
    }

    /** Gives back what {@link #next} returned and no handler took: it is the oldest again. */
    synchronized void putBack(Buffered entry) {
        LabelQueue queue = queues.get(entry.message().label());
        if (queue == null || entry.sequence() < keptFrom) {
            discarded++;
            return;
        }
        queue.messages.addFirst(entry);
        count(queue, entry, 1);
    }

    /** Whether a message of this label waits. */
    synchronized boolean holds(String label) {
        LabelQueue queue = queues.get(label);
        return queue != null && !queue.messages.isEmpty();
    }

    /** The first message of a run stays as it was, since a button may have changed with it; later ones become one. */
    private boolean coalesce(LabelQueue queue, ChannelMessage message) {
        Iterator<Buffered> backwards = queue.messages.descendingIterator();
        if (queue.messages.size() < 2) {
            return false;
        }
        Buffered last = backwards.next();
        Buffered before = backwards.next();
        // consecutive numbers: no message of another label lies in between
        if (last.sequence() != nextSequence - 1 || before.sequence() != nextSequence - 2) {
            return false;
        }
        CoalescingRule rule = queue.policy.rule(last.message(), message);
        if (rule == null || !rule.matches(before.message(), last.message())) {
            return false;
        }
        ChannelMessage combined = rule.coalesce(last.message(), message);
        if (combined == null) {
            return false;
        }
        queue.messages.removeLast();
        count(queue, last, -1);
        append(queue, new Buffered(last.sequence(), combined));
        return true;
    }

    private void append(LabelQueue queue, Buffered entry) {
        queue.messages.addLast(entry);
        count(queue, entry, 1);
    }

    private void count(LabelQueue queue, Buffered entry, int sign) {
        size += sign;
        bytes += sign * entry.cost();
        queue.bytes += sign * entry.cost();
    }

    private Buffered removeOldest(LabelQueue queue) {
        Buffered oldest = queue.messages.removeFirst();
        count(queue, oldest, -1);
        return oldest;
    }

    private void discardOldest(LabelQueue queue) {
        removeOldest(queue);
        incomplete.add(queue.label);
        discarded++;
    }

    /** The label with the most bytes gives way, so that a flood on one label does not push out another's messages. */
    private LabelQueue largest(LabelQueue atLeast) {
        LabelQueue largest = atLeast;
        for (LabelQueue queue : queues.values()) {
            if (queue.bytes > largest.bytes) {
                largest = queue;
            }
        }
        return largest;
    }

    /** Removes the oldest message whose label has a handler now; null when there is none. */
    synchronized @Nullable Buffered next(Predicate<String> hasHandler, long now) {
        expire(now);
        LabelQueue oldest = null;
        long sequence = Long.MAX_VALUE;
        for (Map.Entry<String, LabelQueue> entry : queues.entrySet()) {
            Buffered head = entry.getValue().messages.peekFirst();
            if (head != null && head.sequence() < sequence && hasHandler.test(entry.getKey())) {
                oldest = entry.getValue();
                sequence = head.sequence();
            }
        }
        return oldest == null ? null : removeOldest(oldest);
    }

    /** Discards what has waited too long. */
    synchronized void expire(long now) {
        for (LabelQueue queue : queues.values()) {
            for (Buffered head = queue.messages.peekFirst();
                    head != null && queue.isExpired(head, now);
                    head = queue.messages.peekFirst()) {
                discardOldest(queue);
            }
        }
    }

    /** When {@link #expire} has something to do; {@link Long#MAX_VALUE} for never. */
    synchronized long deadline() {
        long deadline = Long.MAX_VALUE;
        for (LabelQueue queue : queues.values()) {
            Buffered head = queue.messages.peekFirst();
            if (head != null) {
                deadline = Math.min(deadline, head.message().arrivalNanos() + queue.policy.waitNanos() + 1);
            }
        }
        return deadline;
    }

    /** Discards every message, one that is with a handler right now and comes back included. */
    synchronized void discard() {
        discarded += size;
        queues.clear();
        size = 0;
        bytes = 0;
        incomplete.clear();
        keptFrom = nextSequence;
    }

    /** Whether no message waits and no handler is to be told of discarded ones or of a closed channel. */
    synchronized boolean isEmpty() {
        return size == 0 && incomplete.isEmpty() && ended.isEmpty();
    }

    /** Notes that a channel was closed; {@link #discard} does not remove the note. */
    synchronized void channelEnded(String label) {
        if (policies.apply(label) != null) {
            ended.add(label);
        }
    }

    /**
     * Removes and returns a label that has a handler now, no waiting message, and a channel that was closed; null when
     * there is none.
     */
    synchronized @Nullable String nextEnded(Predicate<String> hasHandler) {
        for (String label : ended) {
            if (!holds(label) && hasHandler.test(label)) {
                ended.remove(label);
                return label;
            }
        }
        return null;
    }

    /**
     * Removes and returns a label that has a handler now and of which messages were discarded beyond a limit; null when
     * there is none.
     */
    synchronized @Nullable String nextIncomplete(Predicate<String> hasHandler, long now) {
        expire(now);
        for (String label : incomplete) {
            if (hasHandler.test(label)) {
                incomplete.remove(label);
                return label;
            }
        }
        return null;
    }

    /** Gives back what {@link #nextIncomplete} returned and no handler took note of. */
    synchronized void putBackIncomplete(String label) {
        incomplete.add(label);
    }

    /** Messages discarded so far. */
    synchronized long discarded() {
        return discarded;
    }
}
