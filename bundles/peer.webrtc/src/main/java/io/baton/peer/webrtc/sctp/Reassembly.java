// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from pieces. Pieces of one message have consecutive TSNs, so they wait in a ring indexed by
 * TSN; a message is whole when the ring has an unbroken run from a first to a last piece. At or below the cumulative
 * point only the one message that is still arriving can have pieces here; anything else there is left over and freed.
 */
final class Reassembly {

    /** Takes whole messages. */
    interface Sink {
        void complete(int stream, boolean unordered, int sequence, int ppid, byte[] data);
    }

    private static final int MAX_PIECES = ReceivedTsns.WINDOW;
    private static final int MAX_RING = 2 * ReceivedTsns.WINDOW;

    private final ReceiveBufferBudget budget;
    private final int maxMessage;
    private final Sink sink;
    private @Nullable Fragment[] ring = new @Nullable Fragment[32];
    private int runStart;
    private int runPieces;
    private long runBytes;
    private boolean oversize;

    Reassembly(ReceiveBufferBudget budget, int maxMessage, Sink sink) {
        this.budget = budget;
        this.maxMessage = maxMessage;
        this.sink = sink;
    }

    /** Whether a message went over the agreed size or the allowed number of pieces. */
    boolean oversize() {
        return oversize;
    }

    /** Takes a piece with a TSN that is new, and hands the message on if this completes it. */
    void add(Fragment piece) {
        store(piece);
        budget.charge(piece.data().length);
        Fragment last = piece;
        while (!last.ends()) {
            Fragment next = get(last.tsn() + 1);
            if (next == null || next.begins() || !next.sameMessage(piece)) {
                return;
            }
            last = next;
        }
        Fragment first = piece;
        while (!first.begins()) {
            Fragment previous = get(first.tsn() - 1);
            if (previous == null || previous.ends() || !previous.sameMessage(piece)) {
                return;
            }
            first = previous;
        }
        complete(first, last.tsn());
    }

    /** Tells that the cumulative point moved to the TSN. */
    void passed(int tsn) {
        Fragment piece = get(tsn);
        if (piece == null || piece.begins()) {
            dropRun();
        }
        if (piece == null) {
            return;
        }
        if (piece.begins()) {
            runStart = tsn;
        } else if (runPieces == 0) {
            remove(piece);
            return;
        }
        runPieces++;
        runBytes += piece.data().length;
        oversize |= runBytes > maxMessage || runPieces > MAX_PIECES;
    }

    /** Tells that the peer gave up everything up to the TSN, which the cumulative point just moved to. */
    void skipped(int tsn) {
        dropRun();
        Fragment piece = get(tsn);
        if (piece != null) {
            remove(piece);
        }
    }

    private void complete(Fragment first, int lastTsn) {
        long size = 0;
        for (int tsn = first.tsn(); !SctpConstants.after(tsn, lastTsn); tsn++) {
            Fragment piece = get(tsn);
            size += piece == null ? 0 : piece.data().length;
        }
        if (size > maxMessage) {
            oversize = true;
            return;
        }
        byte[] whole = new byte[(int) size];
        int at = 0;
        for (int tsn = first.tsn(); !SctpConstants.after(tsn, lastTsn); tsn++) {
            Fragment piece = get(tsn);
            if (piece != null) {
                System.arraycopy(piece.data(), 0, whole, at, piece.data().length);
                at += piece.data().length;
                remove(piece);
            }
        }
        if (runPieces > 0 && runStart == first.tsn()) {
            runPieces = 0;
            runBytes = 0;
        }
        sink.complete(first.stream(), first.unordered(), first.sequence(), first.ppid(), whole);
    }

    private void dropRun() {
        for (int i = 0; i < runPieces; i++) {
            Fragment piece = get(runStart + i);
            if (piece != null) {
                remove(piece);
            }
        }
        runPieces = 0;
        runBytes = 0;
    }

    private @Nullable Fragment get(int tsn) {
        Fragment piece = ring[tsn & ring.length - 1];
        return piece != null && piece.tsn() == tsn ? piece : null;
    }

    private void remove(Fragment piece) {
        ring[piece.tsn() & ring.length - 1] = null;
        budget.release(piece.data().length);
    }

    private void store(Fragment piece) {
        Fragment there = ring[piece.tsn() & ring.length - 1];
        while (there != null && ring.length < MAX_RING) {
            grow();
            there = ring[piece.tsn() & ring.length - 1];
        }
        if (there != null) {
            remove(there);
        }
        ring[piece.tsn() & ring.length - 1] = piece;
    }

    private void grow() {
        @Nullable Fragment[] old = ring;
        ring = new @Nullable Fragment[old.length * 2];
        for (Fragment piece : old) {
            if (piece != null) {
                ring[piece.tsn() & ring.length - 1] = piece;
            }
        }
    }
}
