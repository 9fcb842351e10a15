// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import io.baton.peer.webrtc.sctp.OutgoingChunk.State;
import java.nio.ByteBuffer;
import java.util.NavigableMap;

/**
 * Decides which DATA chunk goes out when: windows, acknowledgements, loss, the T3 timer (RFC 9260 sections 6 and 7) and
 * giving messages up (RFC 3758).
 */
final class Sender {

    private final SendQueue queue;
    private final Outstanding outstanding;
    private final CongestionWindow congestion;
    private final RetransmissionTimeout timeout;
    private final RoundTripTimer roundTrip;
    private final GapReports gaps;
    private final PacketWriter out;
    private final int maxFragment;
    private final int packetSize;
    private boolean peerForwards;
    /** As the peer last advertised it. */
    private long peerWindow;

    private long t3 = Long.MAX_VALUE;
    /** Bytes that may be sent again beyond the congestion window, one packet per detected loss. */
    private int fastBudget;

    private boolean forwardDue;
    private int lastAcked;
    private int timeouts;
    private long retransmissions;

    Sender(SctpConfig config, SendQueue queue, RetransmissionTimeout timeout, PacketWriter out, int firstTsn) {
        this.queue = queue;
        this.timeout = timeout;
        this.out = out;
        packetSize = config.maxPacketSize();
        maxFragment = (packetSize - SctpConstants.COMMON_HEADER & ~3)
                - SctpConstants.CHUNK_HEADER
                - SctpConstants.DATA_FIELDS;
        outstanding = new Outstanding(queue, firstTsn);
        congestion = new CongestionWindow(packetSize);
        roundTrip = new RoundTripTimer(timeout);
        gaps = new GapReports(outstanding, congestion, roundTrip);
    }

    void start(long window, boolean forwards) {
        peerWindow = window;
        peerForwards = forwards;
    }

    long deadline() {
        return t3;
    }

    /** T3 expiries since the peer last acknowledged anything. */
    int timeouts() {
        return timeouts;
    }

    long retransmissions() {
        return retransmissions;
    }

    long abandoned() {
        return outstanding.abandoned() + queue.expired();
    }

    int lastAssignedTsn() {
        return outstanding.next() - 1;
    }

    /** Nothing waits and nothing is unacknowledged. */
    boolean idle() {
        return outstanding.count() == 0 && queue.isEmpty();
    }

    /** Whether {@link #transmit} would write at least one chunk, whose user bytes are then this many; else -1. */
    int nextLength(long nowNanos) {
        if (outstanding.lost() > 0) {
            OutgoingChunk chunk = outstanding.firstLost();
            return chunk != null && mayResend(chunk) ? chunk.length : -1;
        }
        OutgoingMessage message = queue.next(nowNanos);
        if (message == null) {
            return -1;
        }
        int length = Math.min(maxFragment, message.data.length - message.cut);
        return maySend(length) ? length : -1;
    }

    /** Writes FORWARD TSN if due, then lost chunks, then new ones, as far as the windows allow. */
    void transmit(long nowNanos) {
        writeForward(nowNanos);
        if (outstanding.lost() > 0) {
            resend(nowNanos);
        }
        fastBudget = 0;
        while (outstanding.lost() == 0) {
            OutgoingMessage message = queue.next(nowNanos);
            if (message == null) {
                return;
            }
            if (message.cut > 0 && peerForwards && message.expired(nowNanos)) {
                outstanding.abandon(message);
                forwardDue = true;
                writeForward(nowNanos);
                continue;
            }
            int length = Math.min(maxFragment, message.data.length - message.cut);
            if (!maySend(length)) {
                return;
            }
            OutgoingChunk chunk = queue.cut(message, outstanding.next(), length);
            outstanding.add(chunk);
            write(chunk, nowNanos);
        }
    }

    /** Takes a SACK whose body lies between the indexes; false if it is malformed. */
    boolean sack(ByteBuffer in, int at, int end, long nowNanos) {
        int cumulative = in.getInt(at);
        long window = in.getInt(at + 4) & 0xffff_ffffL;
        int blocks = in.getShort(at + 8) & 0xffff;
        int blocksEnd = at + ReceivedTsns.SACK_MIN + 4 * blocks;
        if (blocksEnd > end || SctpConstants.after(cumulative, lastAssignedTsn())) {
            return false;
        }
        if (SctpConstants.after(outstanding.cumulative(), cumulative)) {
            return true;
        }
        int flightBefore = outstanding.flight();
        boolean moved = acknowledge(cumulative, nowNanos);
        int acked = lastAcked;
        if ((blocks > 0 || outstanding.gapAcked() > 0)
                && gaps.read(in, at + ReceivedTsns.SACK_MIN, blocksEnd, moved, peerForwards, nowNanos)) {
            fastBudget = packetSize;
        }
        if (moved) {
            congestion.acknowledged(acked, flightBefore, outstanding.flight(), cumulative);
        }
        if (peerWindow == 0 && window > 0) {
            outstanding.loseAll(peerForwards, nowNanos);
        }
        peerWindow = window;
        if (window == 0) {
            timeouts = 0;
        }
        afterAcknowledgement(moved, nowNanos);
        return true;
    }

    /** Takes the cumulative TSN of a SHUTDOWN. */
    void cumulativeAck(int cumulative, long nowNanos) {
        if (!SctpConstants.after(cumulative, lastAssignedTsn())) {
            afterAcknowledgement(acknowledge(cumulative, nowNanos), nowNanos);
        }
    }

    /** Runs T3 if it is due; true if it was. */
    boolean expire(long nowNanos) {
        if (nowNanos < t3) {
            return false;
        }
        t3 = Long.MAX_VALUE;
        timeouts++;
        timeout.backOff();
        congestion.timedOut();
        outstanding.loseAll(peerForwards, nowNanos);
        roundTrip.stop();
        forwardDue = SctpConstants.after(outstanding.advanced(), outstanding.cumulative());
        return true;
    }

    private boolean acknowledge(int cumulative, long nowNanos) {
        lastAcked = 0;
        if (!SctpConstants.after(cumulative, outstanding.cumulative())) {
            return false;
        }
        roundTrip.acknowledged(cumulative, outstanding, nowNanos);
        lastAcked = outstanding.acknowledge(cumulative);
        timeouts = 0;
        timeout.progress();
        return true;
    }

    private void afterAcknowledgement(boolean moved, long nowNanos) {
        forwardDue |= SctpConstants.after(outstanding.advanced(), outstanding.cumulative());
        if (outstanding.count() == 0) {
            t3 = Long.MAX_VALUE;
        } else if (moved || t3 == Long.MAX_VALUE) {
            t3 = nowNanos + timeout.nanos();
        }
    }

    private void resend(long nowNanos) {
        for (int tsn = outstanding.cumulative() + 1; SctpConstants.after(outstanding.next(), tsn); tsn++) {
            OutgoingChunk chunk = outstanding.get(tsn);
            if (chunk == null || chunk.state != State.LOST) {
                continue;
            }
            if (peerForwards && chunk.message.expired(nowNanos)) {
                outstanding.abandon(chunk.message);
                forwardDue = true;
                continue;
            }
            if (!mayResend(chunk)) {
                break;
            }
            fastBudget -= chunk.wireSize();
            retransmissions++;
            write(chunk, nowNanos);
        }
        writeForward(nowNanos);
    }

    private boolean mayResend(OutgoingChunk chunk) {
        int size = chunk.wireSize();
        return fastBudget >= size || outstanding.flight() == 0 || outstanding.flight() + size <= congestion.bytes();
    }

    private boolean maySend(int length) {
        if (outstanding.flight() == 0) {
            return outstanding.count() < Outstanding.LIMIT;
        }
        return outstanding.count() < Outstanding.LIMIT
                && outstanding.flight() < congestion.bytes()
                && outstanding.flight() + SctpConstants.dataChunkSize(length) <= peerWindow;
    }

    private void write(OutgoingChunk chunk, long nowNanos) {
        OutgoingMessage message = chunk.message;
        // a text is rare, its sender may wait for the acknowledgement, and nothing follows that would bring one: ask
        // for it at once (RFC 7053 section 5.1)
        int immediate =
                message.ppid == SctpConstants.PPID_STRING && queue.nothingToCut() ? SctpConstants.FLAG_IMMEDIATE : 0;
        out.chunk(SctpConstants.DATA, chunk.flags() | immediate, SctpConstants.DATA_FIELDS + chunk.length)
                .putInt(chunk.tsn)
                .putShort((short) message.stream.id)
                .putShort((short) message.sequence)
                .putInt(message.ppid)
                .put(message.data, chunk.offset, chunk.length);
        outstanding.sent(chunk, nowNanos);
        roundTrip.sent(chunk);
        boolean oldestAgain = chunk.transmissions > 1 && chunk.tsn == outstanding.cumulative() + 1;
        if (t3 == Long.MAX_VALUE || oldestAgain) {
            t3 = nowNanos + timeout.nanos();
        }
    }

    private void writeForward(long nowNanos) {
        int advanced = outstanding.advanced();
        if (!forwardDue || !SctpConstants.after(advanced, outstanding.cumulative())) {
            forwardDue = false;
            return;
        }
        forwardDue = false;
        NavigableMap<Integer, Integer> last = outstanding.lastOrdered(advanced);
        while (!out.possible(4 + 4 * last.size())) {
            last.pollLastEntry();
        }
        ByteBuffer chunk =
                out.chunk(SctpConstants.FORWARD_TSN, 0, 4 + 4 * last.size()).putInt(advanced);
        last.forEach((stream, sequence) -> chunk.putShort(stream.shortValue()).putShort(sequence.shortValue()));
        if (t3 == Long.MAX_VALUE) {
            t3 = nowNanos + timeout.nanos();
        }
    }
}
