// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.peer.webrtc.sctp.ChannelSettings;
import io.baton.peer.webrtc.sctp.DataTransport;
import io.baton.peer.webrtc.sctp.EndReason;
import io.baton.peer.webrtc.sctp.SctpAssociation;
import io.baton.peer.webrtc.sctp.SctpConfig;
import io.baton.peer.webrtc.sctp.SendOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The data channels of one peer: a {@link DataTransport} under its lock, and its events in order, for the receive
 * thread to deliver.
 *
 * <p>Threading. The transport is used under one lock, by any thread. Its events are queued there and taken by
 * {@link #deliver} on the receive thread, outside the lock.
 */
final class Channels {

    /** The peer the channels belong to. */
    interface Owner {

        /** Sends one SCTP packet through DTLS. */
        void transmit(byte[] data, int offset, int length);

        /** An event waits for {@link Channels#deliver}; called under the lock, by any thread. */
        void pending();

        void opened(String label);

        void closed(String label);

        void ended(EndReason reason);
    }

    private final PeerId peer;
    private final @Nullable SctpConfig config;
    private final RandomGenerator random;
    private final Owner owner;
    private final Handlers handlers;
    private final MessageBuffer buffer;
    private final Object lock = new Object();
    private final ArrayDeque<Runnable> events = new ArrayDeque<>();
    private final Map<Integer, String> open = new LinkedHashMap<>();
    private @Nullable DataTransport transport;
    private long arrival;
    private long messagesIn;
    private long messagesOut;
    private volatile long fencingToken;
    private volatile boolean closed;

    /**
     * @param config null when no data channels were agreed on
     * @param handlers where the messages of a label go
     */
    Channels(PeerId peer, @Nullable SctpConfig config, RandomGenerator random, Owner owner, Handlers handlers) {
        this.peer = peer;
        this.config = config;
        this.random = random;
        this.owner = owner;
        this.handlers = handlers;
        buffer = new MessageBuffer(handlers::policy);
    }

    /** DTLS is up: begins SCTP. */
    void begin(long now) {
        SctpConfig agreed = config;
        synchronized (lock) {
            if (agreed != null && !closed) {
                DataTransport made = new SctpAssociation(agreed, random, new Events());
                transport = made;
                made.connect(now);
            }
        }
    }

    void receive(byte[] data, int offset, int length, long now) {
        synchronized (lock) {
            DataTransport current = transport;
            if (current != null && !closed) {
                arrival = now;
                current.receive(ByteBuffer.wrap(data, offset, length), now);
            }
        }
    }

    /** Delivers the waiting events in order. Receive thread only. */
    void deliver(long now) {
        while (true) {
            Runnable event;
            synchronized (lock) {
                event = events.poll();
            }
            if (event == null) {
                break;
            }
            event.run();
        }
        drainBuffer(now);
    }

    /** Gives buffered messages to handlers that are present, until one does not take what it is given. */
    void drainBuffer(long now) {
        while (!closed && !buffer.isEmpty()) {
            if (!discardedReported(now) || !endsReported()) {
                return;
            }
            MessageBuffer.Buffered entry = buffer.next(this::isHandled, now);
            if (entry == null) {
                return;
            }
            if (!isTaken(entry.message())) {
                buffer.putBack(entry);
                return;
            }
        }
    }

    /** Tells the handlers that are present which labels lost messages; false when one is leaving. */
    private boolean discardedReported(long now) {
        for (String label = buffer.nextIncomplete(this::isHandled, now);
                label != null;
                label = buffer.nextIncomplete(this::isHandled, now)) {
            String incomplete = label;
            ChannelHandler handler = handlers.find(label);
            if (handler == null
                    || !Callbacks.ask("channel handler", () -> handler.messagesDiscarded(peer, incomplete), true)) {
                buffer.putBackIncomplete(label);
                return false;
            }
        }
        return true;
    }

    /** Tells the handlers that are present which labels had a channel closed; false when one is leaving. */
    private boolean endsReported() {
        for (String label = buffer.nextEnded(this::isHandled);
                label != null;
                label = buffer.nextEnded(this::isHandled)) {
            String ended = label;
            ChannelHandler handler = handlers.find(label);
            if (handler == null || !Callbacks.ask("channel handler", () -> handler.channelEnded(peer, ended), true)) {
                buffer.channelEnded(label);
                return false;
            }
        }
        return true;
    }

    private boolean isHandled(String label) {
        return handlers.find(label) != null;
    }

    private void message(ChannelMessage message, long now) {
        drainBuffer(now);
        if (!closed && (buffer.holds(message.label()) || !isTaken(message))) {
            buffer.add(message);
        }
    }

    /** False when there is no handler, or the one there is leaving. */
    private boolean isTaken(ChannelMessage message) {
        ChannelHandler handler = handlers.find(message.label());
        return handler != null && Callbacks.ask("channel handler", () -> isTaken(handler, message), true);
    }

    /** A message that makes its handler fail is lost; the handler is told before the next one. */
    private boolean isTaken(ChannelHandler handler, ChannelMessage message) {
        boolean failed = true;
        try {
            boolean taken = handler.message(message);
            failed = false;
            return taken;
        } finally {
            if (failed) {
                buffer.putBackIncomplete(message.label());
            }
        }
    }

    int maxMessageBytes() {
        return config == null ? 0 : config.remoteMaxMessageSize();
    }

    /** Sends on the oldest open channel with this label. */
    boolean send(String label, boolean text, byte[] payload, long now) {
        synchronized (lock) {
            DataTransport current = transport;
            if (current == null || closed) {
                return false;
            }
            for (Map.Entry<Integer, String> channel : open.entrySet()) {
                if (channel.getValue().equals(label)) {
                    boolean queued = current.send(channel.getKey(), text, payload, now) == SendOutcome.QUEUED;
                    messagesOut += queued ? 1 : 0;
                    return queued;
                }
            }
            return false;
        }
    }

    /** Labels of the open channels, in order of opening. */
    List<String> labels() {
        synchronized (lock) {
            return List.copyOf(open.values());
        }
    }

    void setFencingToken(long token) {
        fencingToken = token;
    }

    void discardBuffered() {
        buffer.discard();
    }

    void tick(long now) {
        buffer.expire(now);
        synchronized (lock) {
            DataTransport current = transport;
            if (current != null && !closed) {
                current.tick(now);
            }
        }
    }

    long deadline() {
        long waiting = buffer.deadline();
        synchronized (lock) {
            DataTransport current = transport;
            return current == null || closed ? waiting : Math.min(waiting, current.deadlineNanos());
        }
    }

    /** Discards everything; the other side is told by close_notify. */
    void close() {
        closed = true;
        buffer.discard();
    }

    long messagesIn() {
        synchronized (lock) {
            return messagesIn;
        }
    }

    long messagesOut() {
        synchronized (lock) {
            return messagesOut;
        }
    }

    long messagesDiscarded() {
        return buffer.discarded();
    }

    /** Payload bytes the other side has not acknowledged yet. */
    long bytesUnacknowledged() {
        synchronized (lock) {
            DataTransport current = transport;
            long bytes = 0;
            if (current != null && !closed) {
                for (int channel : open.keySet()) {
                    bytes += current.bufferedAmount(channel);
                }
            }
            return bytes;
        }
    }

    /** Runs under the lock and only queues events. */
    private final class Events implements DataTransport.Events {

        @Override
        public void transmit(ByteBuffer packet) {
            owner.transmit(packet.array(), packet.arrayOffset() + packet.position(), packet.remaining());
        }

        @Override
        public void established() {
            // a peer is linked with DTLS; each channel is announced when it opens
        }

        @Override
        public void channelOpened(int channel, ChannelSettings settings) {
            open.put(channel, settings.label());
            queue(() -> owner.opened(settings.label()));
        }

        @Override
        public void message(int channel, boolean text, byte[] payload) {
            String label = open.get(channel);
            if (label != null) {
                messagesIn++;
                long at = arrival;
                var message = new ChannelMessage(peer, label, text, payload, at, fencingToken);
                queue(() -> Channels.this.message(message, at));
            }
        }

        @Override
        public void channelClosed(int channel) {
            String label = open.remove(channel);
            if (label != null) {
                queue(() -> {
                    owner.closed(label);
                    buffer.channelEnded(label);
                });
            }
        }

        @Override
        public void ended(EndReason reason) {
            queue(() -> owner.ended(reason));
        }

        private void queue(Runnable event) {
            events.add(event);
            owner.pending();
        }
    }
}
