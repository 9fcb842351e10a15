// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * Closes the two directions of streams (RFC 6525, as used by RFC 8831 section 6.7). One request of ours is on its way
 * at a time; a request of the peer that names data not here yet is answered "in progress" and again when it is.
 */
final class StreamResets {

    /** Called when a direction of a stream has been reset. */
    record Listener(IntConsumer incoming, IntConsumer outgoing) {}

    private static final int OUTGOING_REQUEST = 13;
    private static final int INCOMING_REQUEST = 14;
    private static final int SSN_TSN_REQUEST = 15;
    private static final int RESPONSE = 16;
    private static final int ADD_OUTGOING = 17;
    private static final int ADD_INCOMING = 18;

    private static final int PERFORMED = 1;
    private static final int DENIED = 2;
    private static final int IN_PROGRESS = 6;
    private static final int BAD_SEQUENCE = 5;
    private static final int PEER_BUSY = 4;

    private final SendQueue queue;
    private final Sender sender;
    private final Receiver receiver;
    private final PacketWriter out;
    private final RetransmissionTimeout timeout;
    private final Listener listener;

    private final BitSet wanted = new BitSet();
    private final BitSet requested = new BitSet();
    private int sequence;
    private int lastTsn;
    private int attempts;
    private long deadline = Long.MAX_VALUE;

    private int peerSequence;
    private int peerResult = PERFORMED;
    private int peerLastTsn;
    private final BitSet peerStreams = new BitSet();
    private boolean peerAll;

    StreamResets(
            int firstTsn,
            SendQueue queue,
            Sender sender,
            Receiver receiver,
            PacketWriter out,
            RetransmissionTimeout timeout,
            Listener listener) {
        this.sequence = firstTsn;
        this.queue = queue;
        this.sender = sender;
        this.receiver = receiver;
        this.out = out;
        this.timeout = timeout;
        this.listener = listener;
    }

    void start(int peerFirstTsn) {
        peerSequence = peerFirstTsn - 1;
    }

    long deadline() {
        return deadline;
    }

    /** Requests in a row without an answer. */
    int attempts() {
        return attempts;
    }

    /** Resets the outgoing direction once everything queued on the stream has been sent. */
    void request(int stream) {
        wanted.set(stream);
    }

    /** Whether the present request includes the stream and no further reset of it is due. */
    boolean inFlight(int stream) {
        return requested.get(stream) && !wanted.get(stream);
    }

    boolean pending(int stream) {
        return wanted.get(stream) || requested.get(stream);
    }

    /** Sends a new request if there is one to make, or the old one again if its time is up. */
    void transmit(long nowNanos) {
        if (requested.isEmpty()) {
            gather();
            if (requested.isEmpty()) {
                return;
            }
            lastTsn = sender.lastAssignedTsn();
            attempts = 0;
        } else if (nowNanos < deadline) {
            return;
        }
        int count = requested.cardinality();
        ByteBuffer chunk = out.chunk(SctpConstants.RE_CONFIG, 0, 16 + 2 * count);
        chunk.putShort((short) OUTGOING_REQUEST).putShort((short) (16 + 2 * count));
        chunk.putInt(sequence).putInt(peerSequence).putInt(lastTsn);
        requested.stream().forEach(stream -> chunk.putShort((short) stream));
        deadline = nowNanos + (timeout.nanos() << Math.min(attempts, 4));
        attempts++;
    }

    /** Takes a RE-CONFIG chunk whose body lies between the indexes. */
    void reConfig(ByteBuffer in, int at, int end, long nowNanos) {
        int from = at;
        for (int i = 0; i < 2 && from + 8 <= end; i++) {
            int type = in.getShort(from) & 0xffff;
            int length = in.getShort(from + 2) & 0xffff;
            if (length < 8 || from + length > end) {
                return;
            }
            parameter(in, type, from + 4, from + length, nowNanos);
            from += SctpConstants.padded(length);
        }
    }

    /** More data arrived: a waiting request of the peer may be ready. */
    void dataArrived() {
        if (peerResult == IN_PROGRESS && !SctpConstants.after(peerLastTsn, receiver.cumulative())) {
            performIncoming();
            respond(peerSequence, PERFORMED);
        }
    }

    private void parameter(ByteBuffer in, int type, int at, int end, long nowNanos) {
        int number = in.getInt(at);
        switch (type) {
            case RESPONSE -> {
                if (end - at >= 8) {
                    response(number, in.getInt(at + 4), nowNanos);
                }
            }
            case OUTGOING_REQUEST -> {
                if (end - at >= 12 && fresh(number)) {
                    outgoingRequest(in, at, end);
                }
            }
            case INCOMING_REQUEST -> {
                if (fresh(number)) {
                    incomingRequest(in, at + 4, end);
                }
            }
            case SSN_TSN_REQUEST, ADD_OUTGOING, ADD_INCOMING -> {
                if (fresh(number)) {
                    peerResult = DENIED;
                    respond(number, DENIED);
                }
            }
            default -> {}
        }
    }

    /** Whether a request is the next one; the last one is answered again, any other refused. */
    private boolean fresh(int number) {
        if (number == peerSequence + 1) {
            peerSequence = number;
            return true;
        }
        respond(number, number == peerSequence ? peerResult : BAD_SEQUENCE);
        return false;
    }

    private void outgoingRequest(ByteBuffer in, int at, int end) {
        peerLastTsn = in.getInt(at + 8);
        peerStreams.clear();
        peerAll = end - at < 14;
        for (int i = at + 12; i + 2 <= end; i += 2) {
            int stream = in.getShort(i) & 0xffff;
            if (stream < SctpConstants.STREAMS) {
                peerStreams.set(stream);
            }
        }
        if (SctpConstants.after(peerLastTsn, receiver.cumulative())) {
            peerResult = IN_PROGRESS;
        } else {
            performIncoming();
        }
        respond(peerSequence, peerResult);
    }

    private void incomingRequest(ByteBuffer in, int at, int end) {
        for (int i = at; i + 2 <= end; i += 2) {
            int stream = in.getShort(i) & 0xffff;
            if (stream < SctpConstants.STREAMS) {
                wanted.set(stream);
            }
        }
        peerResult = PERFORMED;
        respond(peerSequence, PERFORMED);
    }

    private void performIncoming() {
        peerResult = PERFORMED;
        if (peerAll) {
            peerStreams.set(0, SctpConstants.STREAMS);
        }
        for (int stream = peerStreams.nextSetBit(0); stream >= 0; stream = peerStreams.nextSetBit(stream + 1)) {
            receiver.streams().reset(stream);
            listener.incoming().accept(stream);
        }
    }

    private void response(int number, int result, long nowNanos) {
        if (number != sequence || requested.isEmpty()) {
            return;
        }
        attempts = 0;
        if (result == IN_PROGRESS || result == PEER_BUSY) {
            deadline = nowNanos + timeout.nanos();
            return;
        }
        sequence++;
        deadline = Long.MAX_VALUE;
        BitSet done = (BitSet) requested.clone();
        requested.clear();
        done.stream().forEach(id -> {
            OutgoingStream stream = queue.stream(id);
            stream.nextSequence = 0;
            queue.resume(stream);
            listener.outgoing().accept(id);
        });
    }

    private void gather() {
        for (int id = wanted.nextSetBit(0); id >= 0; id = wanted.nextSetBit(id + 1)) {
            OutgoingStream stream = queue.stream(id);
            if (queue.drained(stream) && out.possible(16 + 2 * (requested.cardinality() + 1))) {
                stream.paused = true;
                requested.set(id);
            }
        }
        wanted.andNot(requested);
    }

    private void respond(int number, int result) {
        out.chunk(SctpConstants.RE_CONFIG, 0, 12)
                .putShort((short) RESPONSE)
                .putShort((short) 12)
                .putInt(number)
                .putInt(result);
    }
}
