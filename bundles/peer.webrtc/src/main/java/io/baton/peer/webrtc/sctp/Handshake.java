// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import javax.crypto.spec.SecretKeySpec;

/**
 * INIT, INIT ACK, COOKIE ECHO, COOKIE ACK in both roles and in both at once (RFC 9260 section 5). The answering role
 * keeps nothing until a good cookie comes back.
 */
final class Handshake {

    /** Receives the outcome. */
    interface Listener {
        void established(InitChunk peer, long nowNanos);

        void ended(EndReason reason);
    }

    private enum State {
        CLOSED,
        COOKIE_WAIT,
        COOKIE_ECHOED,
        ESTABLISHED
    }

    private static final int STATE_COOKIE_HEADER = 4;

    private final SctpConfig config;
    private final RandomGenerator random;
    private final PacketWriter out;
    private final Listener listener;
    private final SecretKeySpec key;
    private final int localTag;
    private final int localTsn;
    private final RetransmissionTimeout timeout;
    private State state = State.CLOSED;
    private int peerTag;
    private InitChunk peer = new InitChunk(0, 0, 0, 0, 0, false, false);
    private byte[] cookie = new byte[0];
    private byte[] unrecognized = new byte[0];
    private long t1 = Long.MAX_VALUE;
    private int attempts;
    private int staleCookies;

    Handshake(SctpConfig config, RandomGenerator random, PacketWriter out, Listener listener) {
        this.config = config;
        this.random = random;
        this.out = out;
        this.listener = listener;
        key = StateCookie.newKey(random);
        localTag = newTag();
        localTsn = random.nextInt();
        timeout = new RetransmissionTimeout(config.timers());
    }

    int localTag() {
        return localTag;
    }

    int localTsn() {
        return localTsn;
    }

    /** 0 until known. */
    int peerTag() {
        return peerTag;
    }

    boolean established() {
        return state == State.ESTABLISHED;
    }

    long deadline() {
        return t1;
    }

    void connect(long nowNanos) {
        if (state == State.CLOSED) {
            state = State.COOKIE_WAIT;
            sendInit(nowNanos);
        }
    }

    /** An INIT, alone in its packet, whose body lies between the indexes. */
    void init(ByteBuffer in, int at, int end, long nowNanos) {
        if (end - at < InitChunk.FIXED) {
            return;
        }
        Parameters parameters = Parameters.ofInit(in, at + InitChunk.FIXED, end);
        InitChunk init = InitChunk.read(in, at, parameters);
        if (!acceptable(init, parameters)) {
            return;
        }
        boolean again = state == State.ESTABLISHED;
        int tag = again ? newTag() : localTag;
        int tsn = again ? random.nextInt() : localTsn;
        byte[] sealed = new StateCookie(tag, tsn, init, nowNanos, again ? localTag : 0, again ? peerTag : 0).seal(key);
        byte[] report = parameters.unrecognized();
        int reportLength = report.length == 0 ? 0 : 4 + report.length;
        out.tag(init.tag());
        ByteBuffer ack = out.chunk(
                SctpConstants.INIT_ACK, 0, InitChunk.LENGTH + STATE_COOKIE_HEADER + sealed.length + reportLength);
        local(tag, tsn).write(ack);
        ack.putShort((short) Parameters.STATE_COOKIE).putShort((short) (STATE_COOKIE_HEADER + sealed.length));
        ack.put(sealed);
        if (reportLength > 0) {
            ack.putShort((short) SctpConstants.CAUSE_UNRECOGNIZED_PARAMETERS).putShort((short) reportLength);
            ack.put(report);
        }
        out.tag(peerTag);
    }

    /** An INIT ACK, alone in its packet. */
    void initAck(ByteBuffer in, int at, int end, long nowNanos) {
        if (state != State.COOKIE_WAIT || end - at < InitChunk.FIXED) {
            return;
        }
        Parameters parameters = Parameters.ofInit(in, at + InitChunk.FIXED, end);
        InitChunk ack = InitChunk.read(in, at, parameters);
        int found = parameters.find(Parameters.STATE_COOKIE);
        if (!acceptable(ack, parameters) || found < 0 || !out.possible(parameters.length(found))) {
            t1 = Long.MAX_VALUE;
            listener.ended(EndReason.PROTOCOL_VIOLATION);
            return;
        }
        cookie = new byte[parameters.length(found)];
        in.get(parameters.at(found), cookie);
        unrecognized = parameters.unrecognized();
        peer = ack;
        peerTag = ack.tag();
        state = State.COOKIE_ECHOED;
        attempts = 0;
        out.tag(peerTag);
        sendCookie(nowNanos);
    }

    /**
     * A COOKIE ECHO at the head of a packet.
     *
     * @return whether the rest of the packet belongs to the association
     */
    boolean cookieEcho(ByteBuffer in, int headerTag, int at, int end, long nowNanos) {
        byte[] sealed = new byte[Math.min(end - at, StateCookie.LENGTH + 1)];
        in.get(at, sealed);
        StateCookie echoed = StateCookie.open(key, sealed);
        if (echoed == null || echoed.localTag() != headerTag) {
            return false;
        }
        boolean current = echoed.localTag() == localTag && echoed.peer().tag() == peerTag;
        long age = nowNanos - echoed.createdNanos();
        long life = config.timers().cookieLife().toNanos();
        if (age > life && !(state == State.ESTABLISHED && current)) {
            stale(echoed.peer().tag(), (age - life) / 1000);
            return false;
        }
        if (state == State.ESTABLISHED && !current) {
            if (echoed.localTag() != localTag && echoed.tieLocal() == localTag && echoed.tiePeer() == peerTag) {
                restarted(echoed.peer().tag());
                return false;
            }
            if (echoed.localTag() != localTag) {
                return false;
            }
            peerTag = echoed.peer().tag();
            out.tag(peerTag);
        }
        if (state != State.ESTABLISHED) {
            peer = echoed.peer();
            peerTag = peer.tag();
            out.tag(peerTag);
            out.chunk(SctpConstants.COOKIE_ACK, 0, 0);
            establish(nowNanos);
        } else {
            out.chunk(SctpConstants.COOKIE_ACK, 0, 0);
        }
        return true;
    }

    /** A COOKIE ACK, or data that proves that one was sent. */
    void cookieAck(long nowNanos) {
        if (state == State.COOKIE_ECHOED) {
            establish(nowNanos);
        }
    }

    /** The peer found our cookie too old: begin again, within the limit of attempts. */
    void staleCookie(long nowNanos) {
        if (state == State.COOKIE_ECHOED) {
            if (++staleCookies > config.timers().maxHandshakeRetransmissions()) {
                t1 = Long.MAX_VALUE;
                listener.ended(EndReason.HANDSHAKE_TIMEOUT);
                return;
            }
            state = State.COOKIE_WAIT;
            out.tag(0);
            peerTag = 0;
            sendInit(nowNanos);
        }
    }

    void expire(long nowNanos) {
        if (nowNanos < t1) {
            return;
        }
        if (attempts > config.timers().maxHandshakeRetransmissions()) {
            t1 = Long.MAX_VALUE;
            listener.ended(EndReason.HANDSHAKE_TIMEOUT);
            return;
        }
        timeout.backOff();
        if (state == State.COOKIE_WAIT) {
            sendInit(nowNanos);
        } else {
            sendCookie(nowNanos);
        }
    }

    /** An illegal INIT or INIT ACK is answered by ABORT. */
    private boolean acceptable(InitChunk chunk, Parameters parameters) {
        int cause;
        if (parameters.find(Parameters.HOST_NAME) >= 0) {
            cause = SctpConstants.CAUSE_UNRESOLVABLE_ADDRESS;
        } else if (!parameters.wellFormed()) {
            cause = SctpConstants.CAUSE_PROTOCOL_VIOLATION;
        } else if (!chunk.valid()) {
            cause = SctpConstants.CAUSE_INVALID_PARAMETER;
        } else {
            return true;
        }
        if (chunk.tag() != 0) {
            out.tag(chunk.tag());
            out.chunk(SctpConstants.ABORT, 0, 4).putShort((short) cause).putShort((short) 4);
            out.tag(peerTag);
        }
        return false;
    }

    private void establish(long nowNanos) {
        state = State.ESTABLISHED;
        t1 = Long.MAX_VALUE;
        listener.established(peer, nowNanos);
    }

    private void stale(int tag, long microseconds) {
        out.tag(tag);
        out.chunk(SctpConstants.ERROR, 0, 8)
                .putShort((short) SctpConstants.CAUSE_STALE_COOKIE)
                .putShort((short) 8)
                .putInt((int) Math.min(0xffff_ffffL, microseconds));
        out.tag(peerTag);
    }

    private void restarted(int newPeerTag) {
        out.tag(newPeerTag);
        out.chunk(SctpConstants.ABORT, 0, 4)
                .putShort((short) SctpConstants.CAUSE_RESTART)
                .putShort((short) 4);
        out.tag(peerTag);
        listener.ended(EndReason.PEER_RESTARTED);
    }

    private void sendInit(long nowNanos) {
        local(localTag, localTsn).write(out.chunk(SctpConstants.INIT, 0, InitChunk.LENGTH));
        out.flush();
        arm(nowNanos);
    }

    private void sendCookie(long nowNanos) {
        out.chunk(SctpConstants.COOKIE_ECHO, 0, cookie.length).put(cookie);
        if (unrecognized.length > 0) {
            out.chunk(SctpConstants.ERROR, 0, 4 + unrecognized.length)
                    .putShort((short) SctpConstants.CAUSE_UNRECOGNIZED_PARAMETERS)
                    .putShort((short) (4 + unrecognized.length))
                    .put(unrecognized);
            unrecognized = new byte[0];
        }
        arm(nowNanos);
    }

    private void arm(long nowNanos) {
        attempts++;
        t1 = nowNanos + timeout.nanos();
    }

    private InitChunk local(int tag, int tsn) {
        return new InitChunk(
                tag, config.receiveWindow(), SctpConstants.STREAMS, SctpConstants.STREAMS, tsn, true, true);
    }

    private int newTag() {
        int tag = random.nextInt();
        while (tag == 0) {
            tag = random.nextInt();
        }
        return tag;
    }
}
