// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * The one SCTP association inside a DTLS session, with its data channels. See {@link DataTransport} for threading and
 * errors.
 *
 * <p>Allocation. A small message in costs its payload array; a small message out costs two objects for its place in the
 * queue and no copy of its payload. Packets are built in one buffer per association, and an acknowledgement that waits
 * travels in the packet of the next message out.
 *
 * <p>Memory is bounded by {@link SctpConfig}: incoming data by the receive window plus one message, outgoing data by
 * the send buffer plus one message, channel establishment by two messages for each allowed channel.
 */
public final class SctpAssociation implements DataTransport {

    /** One for a channel that opens and one for its successor on the same stream. */
    private static final int CONTROL_MESSAGES_PER_CHANNEL = 2;

    private final SctpConfig config;
    private final Events events;
    private final PacketWriter out;
    private final Handshake handshake;
    private final SendQueue queue;
    private final Sender sender;
    private final Receiver receiver;
    private final StreamResets resets;
    private final Channels channels;
    private final Heartbeat heartbeat;
    private final Shutdown shutdown;
    private final RetransmissionTimeout timeout;
    private boolean ended;
    /** Greater than 0 while the transport's own work is under way; callbacks then only queue. */
    private int depth;

    private final PacketDispatcher dispatcher;

    /**
     * Makes an association that waits for the peer's INIT or for {@link #connect}.
     *
     * @param random source of tags, cookie keys and nonces; a SecureRandom outside tests
     */
    public SctpAssociation(SctpConfig config, RandomGenerator random, Events events) {
        this.config = config;
        this.events = events;
        out = new PacketWriter(config.maxPacketSize(), config.localPort(), config.remotePort(), events::transmit);
        timeout = new RetransmissionTimeout(config.timers());
        handshake = new Handshake(config, random, out, new Handshake.Listener() {
            @Override
            public void established(InitChunk peer, long nowNanos) {
                begin(peer, nowNanos);
            }

            @Override
            public void ended(EndReason reason) {
                end(reason);
            }
        });
        queue = new SendQueue(config.sendBuffer(), CONTROL_MESSAGES_PER_CHANNEL * config.maxChannels());
        sender = new Sender(config, queue, timeout, out, handshake.localTsn());
        receiver = new Receiver(config, this::delivered);
        resets = new StreamResets(
                handshake.localTsn(),
                queue,
                sender,
                receiver,
                out,
                timeout,
                new StreamResets.Listener(this::incomingReset, this::outgoingReset));
        channels = new Channels(config, events, queue, resets);
        heartbeat = new Heartbeat(config, random, out, timeout);
        shutdown = new Shutdown(sender, receiver, out, timeout);
        dispatcher = new PacketDispatcher(
                config, handshake, sender, receiver, resets, heartbeat, shutdown, out, new PacketDispatcher.Listener() {
                    @Override
                    public void dataArrived(long nowNanos) {
                        SctpAssociation.this.dataArrived(nowNanos);
                    }

                    @Override
                    public void violated(EndReason reason, int cause) {
                        abortWith(reason, cause);
                    }

                    @Override
                    public void ended(EndReason reason) {
                        end(reason);
                    }
                });
    }

    @Override
    public void connect(long nowNanos) {
        if (!ended) {
            handshake.connect(nowNanos);
        }
    }

    @Override
    public void receive(ByteBuffer packet, long nowNanos) {
        ByteOrder order = packet.order();
        packet.order(ByteOrder.BIG_ENDIAN);
        depth++;
        try {
            dispatcher.receive(packet, nowNanos);
            receiver.packetDone(nowNanos);
        } finally {
            depth--;
            packet.order(order);
        }
        flush(nowNanos);
    }

    @Override
    public void tick(long nowNanos) {
        if (ended || nowNanos < deadlineNanos()) {
            return;
        }
        depth++;
        try {
            handshake.expire(nowNanos);
            sender.expire(nowNanos);
            receiver.expire(nowNanos);
            heartbeat.expire(nowNanos);
            shutdown.expire(nowNanos);
        } finally {
            depth--;
        }
        int limit = config.timers().maxRetransmissions();
        if (sender.timeouts() + heartbeat.unanswered() > limit
                || shutdown.attempts() > limit + 1
                || resets.attempts() > limit + 1) {
            abortWith(EndReason.RETRANSMISSION_LIMIT, SctpConstants.CAUSE_USER_ABORT);
        }
        flush(nowNanos);
    }

    @Override
    public long deadlineNanos() {
        if (ended) {
            return Long.MAX_VALUE;
        }
        long data = Math.min(sender.deadline(), receiver.deadline());
        long control = Math.min(handshake.deadline(), resets.deadline());
        return Math.min(Math.min(data, control), Math.min(heartbeat.deadline(), shutdown.deadline()));
    }

    @Override
    public int open(ChannelSettings settings, long nowNanos) {
        if (!usable()) {
            return -1;
        }
        int id = channels.open(settings);
        flush(nowNanos);
        return id;
    }

    @Override
    public SendOutcome send(int channel, boolean text, byte[] payload, long nowNanos) {
        if (!usable()) {
            return SendOutcome.CLOSED;
        }
        SendOutcome outcome = channels.send(channel, text, payload, nowNanos);
        if (outcome == SendOutcome.QUEUED) {
            flush(nowNanos);
        }
        return outcome;
    }

    @Override
    public long bufferedAmount(int channel) {
        return queue.buffered(channel);
    }

    @Override
    public void closeChannel(int channel, long nowNanos) {
        if (!ended) {
            channels.close(channel);
            flush(nowNanos);
        }
    }

    @Override
    public void pauseDelivery(long nowNanos) {
        receiver.streams().pause();
    }

    @Override
    public void resumeDelivery(long nowNanos) {
        if (ended || !receiver.streams().pausing()) {
            return;
        }
        depth++;
        try {
            receiver.streams().resume();
        } finally {
            depth--;
        }
        if (handshake.established()) {
            receiver.acknowledgeNow();
        }
        flush(nowNanos);
    }

    @Override
    public void close(long nowNanos) {
        if (ended) {
            return;
        }
        if (!handshake.established()) {
            abort(nowNanos);
            return;
        }
        shutdown.request();
        flush(nowNanos);
    }

    @Override
    public void abort(long nowNanos) {
        abortWith(EndReason.ABORTED, SctpConstants.CAUSE_USER_ABORT);
    }

    @Override
    public TransportStats stats() {
        return new TransportStats(
                dispatcher.received(),
                out.packets(),
                dispatcher.rejected(),
                sender.retransmissions(),
                sender.abandoned(),
                channels.discarded(),
                receiver.held(),
                timeout.smoothedNanos());
    }

    private boolean usable() {
        return !ended && handshake.established() && !shutdown.begun();
    }

    private void dataArrived(long nowNanos) {
        if (!ended) {
            resets.dataArrived();
            shutdown.dataArrived(nowNanos);
        }
    }

    private void delivered(int stream, int ppid, byte[] data) {
        if (!ended) {
            channels.delivered(stream, ppid, data);
        }
    }

    private void incomingReset(int stream) {
        channels.incomingReset(stream);
    }

    private void outgoingReset(int stream) {
        channels.outgoingReset(stream);
    }

    private void begin(InitChunk peer, long nowNanos) {
        receiver.start(peer.tsn());
        sender.start(peer.window(), peer.forwardTsn());
        resets.start(peer.tsn());
        channels.start(peer.inbound(), peer.reConfig());
        heartbeat.start(nowNanos);
        events.established();
    }

    /** Sends whatever is due: acknowledgement, resets, data, shutdown, in as few packets as possible. */
    private void flush(long nowNanos) {
        if (depth > 0) {
            return;
        }
        depth++;
        try {
            if (!ended && handshake.established()) {
                if (receiver.ackNow() || (receiver.ackPending() && sackFitsBeside(sender.nextLength(nowNanos)))) {
                    receiver.writeSack(out);
                }
                resets.transmit(nowNanos);
                sender.transmit(nowNanos);
                shutdown.advance(nowNanos);
            }
            out.flush();
        } finally {
            depth--;
        }
    }

    /** Whether a data chunk is about to leave that has room for an acknowledgement beside it. */
    private boolean sackFitsBeside(int userBytes) {
        int sack = SctpConstants.CHUNK_HEADER + ReceivedTsns.SACK_MIN;
        return userBytes >= 0
                && SctpConstants.COMMON_HEADER + sack + SctpConstants.dataChunkSize(userBytes)
                        <= config.maxPacketSize();
    }

    private void abortWith(EndReason reason, int cause) {
        if (ended) {
            return;
        }
        if (handshake.peerTag() != 0) {
            out.chunk(SctpConstants.ABORT, 0, 4).putShort((short) cause).putShort((short) 4);
            out.flush();
        }
        end(reason);
    }

    private void end(EndReason reason) {
        if (ended) {
            return;
        }
        ended = true;
        dispatcher.end(reason);
        channels.closeAll();
        events.ended(reason);
    }
}
