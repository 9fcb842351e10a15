// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.peer.PeerId;
import io.baton.session.Outcome;
import io.baton.shared.queues.QueueMonitor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The bounded queue of messages that wait for the coordinator or the HID output. Consecutive pointer moves are merged,
 * key and button edges never. A message that does not fit removes the oldest one.
 *
 * <p>Threading. On the executor only.
 */
final class InputQueue {

    static final int CAPACITY = 256;
    /** The numbers that {@link #save} leaves for each message. */
    static final int SAVED_FIELDS = 3;

    private static final long UNKNOWN = -1;

    private final ArrayDeque<InputMessage> messages = new ArrayDeque<>();
    private final Consumer<InputMessage> expired;
    private final QueueMonitor monitor =
            new QueueMonitor(LoggerFactory.getLogger(HidRpcInput.LOGGER), "input", CAPACITY);
    private int buttons;
    private long buttonsEpoch = UNKNOWN;

    /** Calls {@code expired} with each message that is removed undelivered. */
    InputQueue(Consumer<InputMessage> expired) {
        this.expired = expired;
    }

    /** Returns the length. Any thread. */
    String gauge() {
        return monitor.gauge();
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    @Nullable
    InputMessage peek() {
        return messages.peekFirst();
    }

    void remove() {
        messages.removeFirst();
        monitor.length(messages.size());
    }

    /** The pointer buttons last received as down. */
    int buttons() {
        return buttons;
    }

    /** The pointer buttons last received as down in this epoch: the end of an earlier one has released its own. */
    int buttons(long epoch) {
        return buttonsEpoch == epoch || buttonsEpoch == UNKNOWN ? buttons : 0;
    }

    /** Records the buttons of an arrived message and returns the message marked as a move or not. */
    InputMessage mark(InputMessage input) {
        int now = input.buttons();
        if (now < 0) {
            return input;
        }
        InputMessage marked = input.withMove(now == buttons(input.epoch()));
        buttonsEpoch = input.epoch();
        buttons = now;
        return marked;
    }

    /** Appends a {@link #mark marked} message. */
    void add(InputMessage marked) {
        InputMessage last = messages.peekLast();
        InputMessage merged = last == null ? null : last.mergedWith(marked);
        if (last != null && merged != null) {
            messages.removeLast();
            last.answer(Outcome.done());
            messages.addLast(merged);
            return;
        }
        if (messages.size() == CAPACITY) {
            expired.accept(messages.removeFirst());
        }
        messages.addLast(marked);
        monitor.length(messages.size());
    }

    /** Removes the messages at the head that arrived more than {@code maxAge} nanoseconds ago. */
    void expireOlderThan(long maxAge, long now) {
        for (InputMessage head = messages.peekFirst();
                head != null && now - head.arrival() > maxAge;
                head = messages.peekFirst()) {
            expired.accept(messages.removeFirst());
            monitor.length(messages.size());
        }
    }

    /** Empties the queue into the two lists; a message with an answer cannot be handed over and expires. */
    void save(long now, List<Long> origins, List<byte[]> encoded) {
        for (InputMessage input : messages) {
            if (input.answer() != null) {
                expired.accept(input);
            } else {
                origins.addAll(List.of(input.peer().number(), input.epoch(), now - input.arrival()));
                encoded.add(HidRpcCodec.encode(input.message()));
            }
        }
        messages.clear();
        monitor.length(0);
    }

    /** Appends what {@link #save} left, which was at {@code savedAt} on the nano clock. */
    void restore(List<Long> origins, List<byte[]> encoded, int savedButtons, long savedAt) {
        for (int i = 0; i < encoded.size(); i++) {
            List<Long> origin = origins.subList(SAVED_FIELDS * i, SAVED_FIELDS * (i + 1));
            add(mark(new InputMessage(
                    new PeerId(origin.get(0)),
                    origin.get(1),
                    savedAt - origin.get(2),
                    HidRpcCodec.decode(encoded.get(i)),
                    false,
                    null)));
        }
        buttons = savedButtons;
    }
}
