// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts whole messages into the order of their streams, and holds them back while delivery is paused. */
final class InboundStreams {

    /** Takes messages in order. */
    interface Sink {
        void deliver(int stream, int ppid, byte[] data);
    }

    private record Waiting(int stream, int ppid, byte[] data) {}

    private static final class Order {
        int expected;
        final Map<Integer, Waiting> early = new HashMap<>();
    }

    private final ReceiveBufferBudget budget;
    private final Sink sink;
    private final @Nullable Order[] streams = new @Nullable Order[SctpConstants.STREAMS];
    private final ArrayDeque<Waiting> paused = new ArrayDeque<>();
    private boolean pausing;

    InboundStreams(ReceiveBufferBudget budget, Sink sink) {
        this.budget = budget;
        this.sink = sink;
    }

    void accept(int stream, boolean unordered, int sequence, int ppid, byte[] data) {
        if (unordered) {
            deliver(stream, ppid, data);
            return;
        }
        Order order = order(stream);
        if (sequence == order.expected) {
            order.expected = sequence + 1 & 0xffff;
            deliver(stream, ppid, data);
            drain(order);
        } else if (SctpConstants.afterShort(sequence, order.expected)) {
            budget.charge(data.length);
            Waiting replaced = order.early.put(sequence, new Waiting(stream, ppid, data));
            if (replaced != null) {
                budget.release(replaced.data().length);
            }
        }
    }

    /** The peer gave up ordered messages up to the sequence number: what waits below it is delivered, then go on. */
    void skipTo(int stream, int sequence) {
        Order order = order(stream);
        if (SctpConstants.afterShort(order.expected, sequence)) {
            return;
        }
        if (!order.early.isEmpty()) {
            int from = order.expected;
            order.early.keySet().stream()
                    .filter(early -> !SctpConstants.afterShort(early, sequence))
                    .sorted(Comparator.comparingInt(early -> early - from & 0xffff))
                    .toList()
                    .forEach(early -> deliverEarly(order, early));
        }
        order.expected = sequence + 1 & 0xffff;
        drain(order);
    }

    /** The peer reset the stream: its next message has sequence number 0. */
    void reset(int stream) {
        Order order = streams[stream];
        if (order != null) {
            order.early.values().forEach(waiting -> budget.release(waiting.data().length));
            streams[stream] = null;
        }
    }

    boolean pausing() {
        return pausing;
    }

    void pause() {
        pausing = true;
    }

    void resume() {
        pausing = false;
        while (!pausing) {
            Waiting next = paused.poll();
            if (next == null) {
                return;
            }
            budget.release(next.data().length);
            sink.deliver(next.stream(), next.ppid(), next.data());
        }
    }

    private void drain(Order order) {
        while (!order.early.isEmpty() && deliverEarly(order, order.expected)) {
            order.expected = order.expected + 1 & 0xffff;
        }
    }

    private boolean deliverEarly(Order order, int sequence) {
        Waiting next = order.early.remove(sequence);
        if (next == null) {
            return false;
        }
        budget.release(next.data().length);
        deliver(next.stream(), next.ppid(), next.data());
        return true;
    }

    private void deliver(int stream, int ppid, byte[] data) {
        if (pausing || !paused.isEmpty()) {
            budget.charge(data.length);
            paused.add(new Waiting(stream, ppid, data));
        } else {
            sink.deliver(stream, ppid, data);
        }
    }

    private Order order(int stream) {
        Order order = streams[stream];
        if (order == null) {
            order = new Order();
            streams[stream] = order;
        }
        return order;
    }
}
