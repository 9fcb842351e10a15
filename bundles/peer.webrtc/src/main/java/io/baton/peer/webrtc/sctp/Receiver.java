// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;

/** The receiving half: DATA and FORWARD TSN in, messages and SACKs out (RFC 9260 section 6.2, RFC 3758). */
final class Receiver {

    /** What a chunk asks of the association beyond an acknowledgement. */
    enum Verdict {
        FINE,
        INVALID_STREAM,
        NO_USER_DATA,
        TOO_LARGE,
        MALFORMED
    }

    private static final int PACKETS_PER_SACK = 2;

    private final ReceivedTsns tsns = new ReceivedTsns();
    private final ReceiveBufferBudget budget;
    private final Reassembly reassembly;
    private final InboundStreams streams;
    private final long ackDelay;
    private boolean dataInPacket;
    private boolean ackNow;
    private int packetsUnacked;
    private long ackDeadline = Long.MAX_VALUE;

    Receiver(SctpConfig config, InboundStreams.Sink sink) {
        budget = new ReceiveBufferBudget(config.receiveWindow(), config.maxMessageSize());
        streams = new InboundStreams(budget, sink);
        reassembly = new Reassembly(budget, config.maxMessageSize(), streams::accept);
        ackDelay = config.timers().ackDelay().toNanos();
    }

    void start(int firstTsn) {
        tsns.start(firstTsn);
    }

    int cumulative() {
        return tsns.cumulative();
    }

    int held() {
        return budget.held();
    }

    InboundStreams streams() {
        return streams;
    }

    long deadline() {
        return ackDeadline;
    }

    /** Takes a DATA chunk whose body lies between the indexes. */
    Verdict data(ByteBuffer in, int flags, int at, int end) {
        int length = end - at - SctpConstants.DATA_FIELDS;
        if (length <= 0) {
            return length == 0 ? Verdict.NO_USER_DATA : Verdict.MALFORMED;
        }
        int tsn = in.getInt(at);
        int stream = in.getShort(at + 4) & 0xffff;
        dataInPacket = true;
        ackNow |= (flags & SctpConstants.FLAG_IMMEDIATE) != 0;
        if (tsns.has(tsn)) {
            tsns.duplicate(tsn);
            ackNow = true;
            return Verdict.FINE;
        }
        boolean next = tsn == tsns.cumulative() + 1;
        if (tsns.outside(tsn) || !budget.admits(next && !streams.pausing())) {
            ackNow = true;
            return Verdict.FINE;
        }
        tsns.add(tsn);
        boolean known = stream < SctpConstants.STREAMS;
        if (known) {
            take(in, flags, at, length, tsn, stream);
        }
        while (tsns.step()) {
            reassembly.passed(tsns.cumulative());
        }
        if (reassembly.oversize()) {
            return Verdict.TOO_LARGE;
        }
        return known ? Verdict.FINE : Verdict.INVALID_STREAM;
    }

    /** Takes a FORWARD TSN chunk whose body lies between the indexes. */
    Verdict forward(ByteBuffer in, int at, int end) {
        if (end - at < 4) {
            return Verdict.MALFORMED;
        }
        int tsn = in.getInt(at);
        dataInPacket = true;
        if (!SctpConstants.after(tsn, tsns.cumulative())) {
            ackNow = true;
            return Verdict.FINE;
        }
        if (tsns.outside(tsn)) {
            return Verdict.MALFORMED;
        }
        while (SctpConstants.after(tsn, tsns.cumulative())) {
            tsns.skip();
            reassembly.skipped(tsns.cumulative());
        }
        while (tsns.step()) {
            reassembly.passed(tsns.cumulative());
        }
        for (int i = at + 4; i + 4 <= end; i += 4) {
            int stream = in.getShort(i) & 0xffff;
            if (stream < SctpConstants.STREAMS) {
                streams.skipTo(stream, in.getShort(i + 2) & 0xffff);
            }
        }
        return reassembly.oversize() ? Verdict.TOO_LARGE : Verdict.FINE;
    }

    /** Every chunk of a packet has been taken: acknowledges now or waits for data to travel with. */
    void packetDone(long nowNanos) {
        if (!dataInPacket) {
            return;
        }
        dataInPacket = false;
        ackNow |= ++packetsUnacked >= PACKETS_PER_SACK || tsns.gaps();
        if (ackDeadline == Long.MAX_VALUE) {
            ackDeadline = nowNanos + ackDelay;
        }
    }

    void expire(long nowNanos) {
        ackNow |= nowNanos >= ackDeadline;
    }

    boolean ackNow() {
        return ackNow;
    }

    boolean ackPending() {
        return ackNow || packetsUnacked > 0;
    }

    void acknowledgeNow() {
        ackNow = true;
    }

    void writeSack(PacketWriter out) {
        tsns.writeSack(out, budget.window());
        ackNow = false;
        packetsUnacked = 0;
        ackDeadline = Long.MAX_VALUE;
    }

    private void take(ByteBuffer in, int flags, int at, int length, int tsn, int stream) {
        int sequence = in.getShort(at + 6) & 0xffff;
        int ppid = in.getInt(at + 8);
        byte[] data = new byte[length];
        in.get(at + SctpConstants.DATA_FIELDS, data);
        boolean unordered = (flags & SctpConstants.FLAG_UNORDERED) != 0;
        if ((flags & SctpConstants.FLAG_BEGIN) != 0 && (flags & SctpConstants.FLAG_END) != 0) {
            streams.accept(stream, unordered, sequence, ppid, data);
        } else {
            reassembly.add(new Fragment(tsn, flags, stream, sequence, ppid, data));
        }
    }
}
