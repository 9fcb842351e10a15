// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

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

    private static final int MAX_ECHOED = 128;
    /** One for a channel that opens and one for its successor on the same stream. */
    private static final int CONTROL_MESSAGES_PER_CHANNEL = 2;

    private final SctpConfig config;
    private final Events events;
    private final PacketWriter out;
    private final CRC32C crc = new CRC32C();
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
    private boolean endedInOrder;
    /** Greater than 0 while the transport's own work is under way; callbacks then only queue. */
    private int depth;

    private long packetsReceived;
    private long packetsRejected;

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
            if (!intact(packet) || !dispatch(packet, nowNanos)) {
                packetsRejected++;
            }
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
                packetsReceived,
                out.packets(),
                packetsRejected,
                sender.retransmissions(),
                sender.abandoned(),
                channels.discarded(),
                receiver.held(),
                timeout.smoothedNanos());
    }

    private boolean usable() {
        return !ended && handshake.established() && !shutdown.begun();
    }

    /** Ports and checksum. */
    private boolean intact(ByteBuffer packet) {
        int at = packet.position();
        int end = packet.limit();
        if (end - at < SctpConstants.COMMON_HEADER + SctpConstants.CHUNK_HEADER
                || (packet.getShort(at) & 0xffff) != config.remotePort()
                || (packet.getShort(at + 2) & 0xffff) != config.localPort()) {
            return false;
        }
        crc.reset();
        packet.limit(at + 8);
        crc.update(packet);
        for (int i = 0; i < 4; i++) {
            crc.update(0);
        }
        packet.limit(end).position(at + SctpConstants.COMMON_HEADER);
        crc.update(packet);
        packet.position(at);
        return packet.getInt(at + 8) == Integer.reverseBytes((int) crc.getValue());
    }

    /** Verification tags (RFC 9260 section 8.5), then chunk by chunk. */
    private boolean dispatch(ByteBuffer in, long nowNanos) {
        int tag = in.getInt(in.position() + 4);
        int at = in.position() + SctpConstants.COMMON_HEADER;
        int end = in.limit();
        int type = in.get(at) & 0xff;
        int length = in.getShort(at + 2) & 0xffff;
        if (length < SctpConstants.CHUNK_HEADER || at + length > end) {
            return false;
        }
        int body = at + SctpConstants.CHUNK_HEADER;
        if (ended) {
            return lateShutdownAck(type, tag);
        }
        if (type == SctpConstants.INIT) {
            return tag == 0 && alone(at, length, end) && init(in, body, at + length, nowNanos);
        }
        if (type == SctpConstants.COOKIE_ECHO) {
            if (!handshake.cookieEcho(in, tag, body, at + length, nowNanos)) {
                return false;
            }
            packetsReceived++;
            return chunks(in, at + SctpConstants.padded(length), end, nowNanos);
        }
        boolean reflected = (in.get(at + 1) & SctpConstants.FLAG_TAG_REFLECTED) != 0
                && (type == SctpConstants.ABORT || type == SctpConstants.SHUTDOWN_COMPLETE);
        int expected = reflected ? handshake.peerTag() : handshake.localTag();
        if (tag != expected || tag == 0) {
            return false;
        }
        packetsReceived++;
        if (reflected) {
            // the tag is the one this side sends: it is good for the one chunk that may carry it
            return chunks(in, at, at + length, nowNanos);
        }
        heartbeat.packetReceived(nowNanos);
        if (type == SctpConstants.INIT_ACK) {
            if (alone(at, length, end)) {
                handshake.initAck(in, body, at + length, nowNanos);
            }
            return true;
        }
        return chunks(in, at, end, nowNanos);
    }

    private static boolean alone(int at, int length, int end) {
        return at + SctpConstants.padded(length) >= end;
    }

    private boolean init(ByteBuffer in, int body, int end, long nowNanos) {
        packetsReceived++;
        if (shutdown.ackSent()) {
            shutdown.repeat(nowNanos);
        } else {
            handshake.init(in, body, end, nowNanos);
        }
        return true;
    }

    /** Repeats a SHUTDOWN COMPLETE that was lost, without state. */
    private boolean lateShutdownAck(int type, int tag) {
        if (!endedInOrder || type != SctpConstants.SHUTDOWN_ACK || tag != handshake.localTag()) {
            return false;
        }
        out.chunk(SctpConstants.SHUTDOWN_COMPLETE, 0, 0);
        out.flush();
        return true;
    }

    private boolean chunks(ByteBuffer in, int from, int end, long nowNanos) {
        int at = from;
        while (at + SctpConstants.CHUNK_HEADER <= end && !ended) {
            int type = in.get(at) & 0xff;
            int flags = in.get(at + 1) & 0xff;
            int length = in.getShort(at + 2) & 0xffff;
            if (length < SctpConstants.CHUNK_HEADER || at + length > end) {
                return false;
            }
            if (!chunk(in, type, flags, at, at + length, nowNanos)) {
                return false;
            }
            at += SctpConstants.padded(length);
        }
        return true;
    }

    /** Takes one chunk; false to leave the rest of the packet alone. */
    private boolean chunk(ByteBuffer in, int type, int flags, int at, int end, long nowNanos) {
        int body = at + SctpConstants.CHUNK_HEADER;
        if (type == SctpConstants.DATA) {
            handshake.cookieAck(nowNanos);
        }
        if (!handshake.established()) {
            return beforeEstablished(in, type, body, end, nowNanos);
        }
        switch (type) {
            case SctpConstants.DATA -> {
                handleVerdict(receiver.data(in, flags, body, end), in, body);
                dataArrived(nowNanos);
            }
            case SctpConstants.SACK -> {
                if (end - body >= ReceivedTsns.SACK_MIN) {
                    sender.sack(in, body, end, nowNanos);
                }
            }
            case SctpConstants.FORWARD_TSN -> {
                handleVerdict(receiver.forward(in, body, end), in, body);
                dataArrived(nowNanos);
            }
            case SctpConstants.HEARTBEAT -> echo(in, SctpConstants.HEARTBEAT_ACK, body, end);
            case SctpConstants.HEARTBEAT_ACK -> heartbeat.acknowledged(in, body, end, nowNanos);
            case SctpConstants.RE_CONFIG -> resets.reConfig(in, body, end, nowNanos);
            case SctpConstants.ABORT -> end(EndReason.PEER_ABORTED);
            case SctpConstants.SHUTDOWN -> shutdown.received(in, body, end, nowNanos);
            case SctpConstants.SHUTDOWN_ACK -> {
                if (shutdown.acknowledged()) {
                    end(EndReason.SHUTDOWN);
                }
            }
            case SctpConstants.SHUTDOWN_COMPLETE -> {
                if (shutdown.ackSent()) {
                    end(EndReason.SHUTDOWN);
                }
            }
            case SctpConstants.INIT,
                    SctpConstants.INIT_ACK,
                    SctpConstants.COOKIE_ECHO,
                    SctpConstants.COOKIE_ACK,
                    SctpConstants.ERROR -> {}
            default -> {
                return unknown(in, type, at, end);
            }
        }
        return true;
    }

    private boolean beforeEstablished(ByteBuffer in, int type, int body, int end, long nowNanos) {
        switch (type) {
            case SctpConstants.COOKIE_ACK -> handshake.cookieAck(nowNanos);
            case SctpConstants.ABORT -> end(EndReason.PEER_ABORTED);
            case SctpConstants.ERROR -> {
                if (end - body >= 4 && in.getShort(body) == SctpConstants.CAUSE_STALE_COOKIE) {
                    handshake.staleCookie(nowNanos);
                }
            }
            default -> {}
        }
        return true;
    }

    /** The two high bits of the type say what to do (RFC 9260 section 3.2). */
    private boolean unknown(ByteBuffer in, int type, int at, int end) {
        if ((type & 0x40) != 0) {
            int length = Math.min(end - at, MAX_ECHOED);
            byte[] copy = new byte[length];
            in.get(at, copy);
            out.chunk(SctpConstants.ERROR, 0, 4 + length)
                    .putShort((short) SctpConstants.CAUSE_UNRECOGNIZED_CHUNK)
                    .putShort((short) (4 + length))
                    .put(copy);
        }
        return (type & 0x80) != 0;
    }

    private void echo(ByteBuffer in, int type, int body, int end) {
        if (out.possible(end - body)) {
            byte[] copy = new byte[end - body];
            in.get(body, copy);
            out.chunk(type, 0, copy.length).put(copy);
        }
    }

    private void handleVerdict(Receiver.Verdict verdict, ByteBuffer in, int body) {
        switch (verdict) {
            case FINE, MALFORMED -> {}
            case INVALID_STREAM ->
                out.chunk(SctpConstants.ERROR, 0, 8)
                        .putShort((short) SctpConstants.CAUSE_INVALID_STREAM)
                        .putShort((short) 8)
                        .putShort(in.getShort(body + 4))
                        .putShort((short) 0);
            case NO_USER_DATA -> abortWith(EndReason.PROTOCOL_VIOLATION, SctpConstants.CAUSE_NO_USER_DATA);
            case TOO_LARGE -> abortWith(EndReason.MESSAGE_TOO_LARGE, SctpConstants.CAUSE_PROTOCOL_VIOLATION);
        }
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
        endedInOrder = reason == EndReason.SHUTDOWN;
        channels.closeAll();
        events.ended(reason);
    }
}
