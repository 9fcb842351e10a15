// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Checks that a silent peer is reachable (RFC 9260 section 8.3). */
final class Heartbeat {

    private static final int PARAMETER = 1;
    private static final int INFO = 4 + Long.BYTES;

    private final PacketWriter out;
    private final RetransmissionTimeout timeout;
    private final RandomGenerator random;
    private final long interval;
    private long deadline = Long.MAX_VALUE;
    private long lastReceived;
    private long nonce;
    private long sentNanos;
    private int unanswered;

    Heartbeat(SctpConfig config, RandomGenerator random, PacketWriter out, RetransmissionTimeout timeout) {
        this.out = out;
        this.timeout = timeout;
        this.random = random;
        interval = config.timers().heartbeat().toNanos();
    }

    void start(long nowNanos) {
        lastReceived = nowNanos;
        deadline = nowNanos + interval;
    }

    long deadline() {
        return deadline;
    }

    int unanswered() {
        return unanswered;
    }

    /** Any valid packet of the peer puts the next heartbeat off. */
    void packetReceived(long nowNanos) {
        lastReceived = nowNanos;
    }

    void expire(long nowNanos) {
        if (nowNanos < deadline) {
            return;
        }
        if (unanswered == 0 && lastReceived + interval > nowNanos) {
            deadline = lastReceived + interval;
            return;
        }
        nonce = random.nextLong();
        sentNanos = nowNanos;
        if (unanswered > 0) {
            timeout.backOff();
        }
        unanswered++;
        out.chunk(SctpConstants.HEARTBEAT, 0, INFO)
                .putShort((short) PARAMETER)
                .putShort((short) INFO)
                .putLong(nonce);
        deadline = nowNanos + timeout.nanos();
    }

    /** A HEARTBEAT ACK whose body lies between the indexes. */
    void acknowledged(ByteBuffer in, int at, int end, long nowNanos) {
        if (unanswered > 0 && end - at >= INFO && in.getLong(at + 4) == nonce) {
            unanswered = 0;
            timeout.measured(nowNanos - sentNanos);
            deadline = nowNanos + interval;
        }
    }

    void stop() {
        deadline = Long.MAX_VALUE;
    }
}
