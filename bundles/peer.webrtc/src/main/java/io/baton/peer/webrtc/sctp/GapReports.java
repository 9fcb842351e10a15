// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import io.baton.peer.webrtc.sctp.OutgoingChunk.State;
import java.nio.ByteBuffer;

/** Takes the gap ack blocks of SACKs: what arrived out of order, and what is lost (RFC 9260 section 7.2.4). */
final class GapReports {

    /** Reports of a missing chunk before it is taken for lost. */
    private static final int MISSING_REPORTS = 3;

    private final Outstanding outstanding;
    private final CongestionWindow congestion;
    private final RoundTripTimer roundTrip;
    /** Number of the SACK being read. */
    private int generation;

    GapReports(Outstanding outstanding, CongestionWindow congestion, RoundTripTimer roundTrip) {
        this.outstanding = outstanding;
        this.congestion = congestion;
        this.roundTrip = roundTrip;
    }

    /**
     * Reads the blocks between the indexes, relative to the cumulative TSN; a malformed block ends the reading and
     * nothing counts as missing.
     *
     * @param moved whether the same SACK moved the cumulative TSN
     * @param mayAbandon whether the peer knows FORWARD TSN
     * @return true if a chunk was taken for lost
     */
    boolean read(ByteBuffer in, int at, int end, boolean moved, boolean mayAbandon, long nowNanos) {
        int base = outstanding.cumulative();
        int newest = base;
        int highest = base;
        generation++;
        for (int i = at; i < end; i += 4) {
            int from = base + (in.getShort(i) & 0xffff);
            int to = base + (in.getShort(i + 2) & 0xffff);
            if (!SctpConstants.after(from, highest)
                    || SctpConstants.after(from, to)
                    || !SctpConstants.after(outstanding.next(), to)) {
                return false;
            }
            for (int tsn = from; !SctpConstants.after(tsn, to); tsn++) {
                OutgoingChunk chunk = outstanding.get(tsn);
                if (chunk != null && arrived(chunk, nowNanos)) {
                    newest = tsn;
                }
            }
            highest = to;
        }
        boolean all = congestion.recovering() && moved;
        return countMissing(base, all ? highest : newest, highest, mayAbandon, nowNanos);
    }

    /** Notes a chunk as reported received; true if that is news. */
    private boolean arrived(OutgoingChunk chunk, long nowNanos) {
        chunk.reported = generation;
        if (chunk.state != State.IN_FLIGHT && chunk.state != State.LOST) {
            return false;
        }
        roundTrip.arrived(chunk, nowNanos);
        outstanding.gapAck(chunk);
        return true;
    }

    private boolean countMissing(int base, int limit, int highest, boolean mayAbandon, long nowNanos) {
        boolean lost = false;
        for (int tsn = base + 1; SctpConstants.after(outstanding.next(), tsn); tsn++) {
            OutgoingChunk chunk = outstanding.get(tsn);
            if (chunk == null) {
                continue;
            }
            if (chunk.state == State.GAP_ACKED && chunk.reported != generation) {
                outstanding.reneged(chunk);
            } else if (chunk.state == State.IN_FLIGHT
                    && SctpConstants.after(limit, tsn)
                    && !chunk.fastRetransmitted
                    && ++chunk.missing >= MISSING_REPORTS) {
                chunk.fastRetransmitted = true;
                outstanding.lose(chunk, mayAbandon, nowNanos);
                congestion.lossReported(outstanding.next() - 1);
                lost = true;
            } else if (SctpConstants.after(tsn, highest) && outstanding.gapAcked() == 0) {
                return lost;
            }
        }
        return lost;
    }
}
