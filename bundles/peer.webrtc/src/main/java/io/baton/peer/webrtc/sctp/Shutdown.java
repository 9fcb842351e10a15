// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;

/** The orderly end (RFC 9260 section 9.2): SHUTDOWN, SHUTDOWN ACK, SHUTDOWN COMPLETE and the T2 timer. */
final class Shutdown {

    private enum State {
        NONE,
        /** Asked for here; queued data goes first. */
        PENDING,
        SENT,
        /** Asked for by the peer; queued data goes first. */
        RECEIVED,
        ACK_SENT
    }

    private final Sender sender;
    private final Receiver receiver;
    private final PacketWriter out;
    private final RetransmissionTimeout timeout;
    private State state = State.NONE;
    private long t2 = Long.MAX_VALUE;
    private int attempts;

    Shutdown(Sender sender, Receiver receiver, PacketWriter out, RetransmissionTimeout timeout) {
        this.sender = sender;
        this.receiver = receiver;
        this.out = out;
        this.timeout = timeout;
    }

    /** Whether new messages are refused. */
    boolean begun() {
        return state != State.NONE;
    }

    boolean ackSent() {
        return state == State.ACK_SENT;
    }

    long deadline() {
        return t2;
    }

    int attempts() {
        return attempts;
    }

    void request() {
        if (state == State.NONE) {
            state = State.PENDING;
        }
    }

    /** A SHUTDOWN of the peer whose body lies between the indexes. */
    void received(ByteBuffer in, int at, int end, long nowNanos) {
        if (end - at < 4) {
            return;
        }
        sender.cumulativeAck(in.getInt(at), nowNanos);
        if (state == State.SENT) {
            sendAck(nowNanos);
        } else if (state != State.ACK_SENT) {
            state = State.RECEIVED;
        }
    }

    /** A SHUTDOWN ACK; true if it ends the association. */
    boolean acknowledged() {
        if (state != State.SENT && state != State.ACK_SENT) {
            return false;
        }
        out.chunk(SctpConstants.SHUTDOWN_COMPLETE, 0, 0);
        return true;
    }

    /** Goes on when everything queued has been acknowledged. */
    void advance(long nowNanos) {
        if (state == State.PENDING && sender.idle()) {
            send(nowNanos);
        } else if (state == State.RECEIVED && sender.idle()) {
            sendAck(nowNanos);
        }
    }

    /** Data that comes after our SHUTDOWN is answered by it again (section 9.2). */
    void dataArrived(long nowNanos) {
        if (state == State.SENT) {
            receiver.acknowledgeNow();
            send(nowNanos);
        }
    }

    void expire(long nowNanos) {
        if (nowNanos < t2) {
            return;
        }
        timeout.backOff();
        repeat(nowNanos);
    }

    void repeat(long nowNanos) {
        if (state == State.SENT) {
            send(nowNanos);
        } else if (state == State.ACK_SENT) {
            sendAck(nowNanos);
        }
    }

    private void send(long nowNanos) {
        state = State.SENT;
        out.chunk(SctpConstants.SHUTDOWN, 0, 4).putInt(receiver.cumulative());
        arm(nowNanos);
    }

    private void sendAck(long nowNanos) {
        state = State.ACK_SENT;
        out.chunk(SctpConstants.SHUTDOWN_ACK, 0, 0);
        arm(nowNanos);
    }

    private void arm(long nowNanos) {
        attempts++;
        t2 = nowNanos + timeout.nanos();
    }
}
