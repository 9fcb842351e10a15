// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Checks incoming packets (ports, checksum, verification tag) and passes their chunks to the part of the association
 * they concern. Answers chunks that need no state: heartbeats, unknown types, invalid streams.
 */
final class PacketDispatcher {

    /** Receives what concerns the association as a whole. */
    interface Listener {
        void dataArrived(long nowNanos);

        /** The peer broke the protocol: the association is to end with an ABORT of this cause. */
        void violated(EndReason reason, int cause);

        void ended(EndReason reason);
    }

    private static final int MAX_ECHOED = 128;

    private final int localPort;
    private final int remotePort;
    private final Handshake handshake;
    private final Sender sender;
    private final Receiver receiver;
    private final StreamResets resets;
    private final Heartbeat heartbeat;
    private final Shutdown shutdown;
    private final PacketWriter out;
    private final Listener listener;
    private final CRC32C crc = new CRC32C();
    private boolean ended;
    private boolean endedInOrder;
    private long received;
    private long rejected;

    PacketDispatcher(
            SctpConfig config,
            Handshake handshake,
            Sender sender,
            Receiver receiver,
            StreamResets resets,
            Heartbeat heartbeat,
            Shutdown shutdown,
            PacketWriter out,
            Listener listener) {
        localPort = config.localPort();
        remotePort = config.remotePort();
        this.handshake = handshake;
        this.sender = sender;
        this.receiver = receiver;
        this.resets = resets;
        this.heartbeat = heartbeat;
        this.shutdown = shutdown;
        this.out = out;
        this.listener = listener;
    }

    /** Takes one packet in big-endian order; one that fails a check is counted and dropped. */
    void receive(ByteBuffer packet, long nowNanos) {
        if (!intact(packet) || !dispatch(packet, nowNanos)) {
            rejected++;
        }
    }

    /** Notes the end of the association: from now on only a repeated SHUTDOWN ACK is answered. */
    void end(EndReason reason) {
        ended = true;
        endedInOrder = reason == EndReason.SHUTDOWN;
    }

    /** Packets that passed every check. */
    long received() {
        return received;
    }

    /** Packets dropped by a check or for broken structure. */
    long rejected() {
        return rejected;
    }

    /** Ports and checksum. */
    private boolean intact(ByteBuffer packet) {
        int at = packet.position();
        int end = packet.limit();
        if (end - at < SctpConstants.COMMON_HEADER + SctpConstants.CHUNK_HEADER
                || (packet.getShort(at) & 0xffff) != remotePort
                || (packet.getShort(at + 2) & 0xffff) != localPort) {
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
            received++;
            return chunks(in, at + SctpConstants.padded(length), end, nowNanos);
        }
        boolean reflected = (in.get(at + 1) & SctpConstants.FLAG_TAG_REFLECTED) != 0
                && (type == SctpConstants.ABORT || type == SctpConstants.SHUTDOWN_COMPLETE);
        int expected = reflected ? handshake.peerTag() : handshake.localTag();
        if (tag != expected || tag == 0) {
            return false;
        }
        received++;
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
        received++;
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
                listener.dataArrived(nowNanos);
            }
            case SctpConstants.SACK -> {
                if (end - body >= ReceivedTsns.SACK_MIN) {
                    sender.sack(in, body, end, nowNanos);
                }
            }
            case SctpConstants.FORWARD_TSN -> {
                handleVerdict(receiver.forward(in, body, end), in, body);
                listener.dataArrived(nowNanos);
            }
            case SctpConstants.HEARTBEAT -> echo(in, SctpConstants.HEARTBEAT_ACK, body, end);
            case SctpConstants.HEARTBEAT_ACK -> heartbeat.acknowledged(in, body, end, nowNanos);
            case SctpConstants.RE_CONFIG -> resets.reConfig(in, body, end, nowNanos);
            case SctpConstants.ABORT -> listener.ended(EndReason.PEER_ABORTED);
            case SctpConstants.SHUTDOWN -> shutdown.received(in, body, end, nowNanos);
            case SctpConstants.SHUTDOWN_ACK -> {
                if (shutdown.acknowledged()) {
                    listener.ended(EndReason.SHUTDOWN);
                }
            }
            case SctpConstants.SHUTDOWN_COMPLETE -> {
                if (shutdown.ackSent()) {
                    listener.ended(EndReason.SHUTDOWN);
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
            case SctpConstants.ABORT -> listener.ended(EndReason.PEER_ABORTED);
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
            case NO_USER_DATA -> listener.violated(EndReason.PROTOCOL_VIOLATION, SctpConstants.CAUSE_NO_USER_DATA);
            case TOO_LARGE -> listener.violated(EndReason.MESSAGE_TOO_LARGE, SctpConstants.CAUSE_PROTOCOL_VIOLATION);
        }
    }
}
