// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import io.baton.peer.webrtc.sctp.OutgoingChunk.State;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that have a TSN and are not acknowledged cumulatively, in a ring indexed by TSN, with the byte counts that
 * congestion control needs. Knows states, not policy.
 */
final class Outstanding {

    /** Chunks at most; some receivers track no more than 4096 TSNs. */
    static final int LIMIT = 2048;

    private final SendQueue queue;
    private @Nullable OutgoingChunk[] ring = new @Nullable OutgoingChunk[32];
    private int cumulative;
    private int next;
    private int advanced;
    private int flight;
    private int lost;
    private int gapAcked;
    private long abandoned;

    Outstanding(SendQueue queue, int firstTsn) {
        this.queue = queue;
        next = firstTsn;
        cumulative = firstTsn - 1;
        advanced = cumulative;
    }

    /** TSN up to which the peer has everything. */
    int cumulative() {
        return cumulative;
    }

    /** The next TSN to assign. */
    int next() {
        return next;
    }

    int count() {
        return next - 1 - cumulative;
    }

    int flight() {
        return flight;
    }

    int lost() {
        return lost;
    }

    int gapAcked() {
        return gapAcked;
    }

    /** Messages given up after part of them was sent. */
    long abandoned() {
        return abandoned;
    }

    @Nullable
    OutgoingChunk get(int tsn) {
        return ring[tsn & ring.length - 1];
    }

    /** Takes a chunk with TSN {@link #next}, in state lost, that is: to be sent. */
    void add(OutgoingChunk chunk) {
        if (count() == ring.length) {
            grow();
        }
        ring[next++ & ring.length - 1] = chunk;
        lost++;
    }

    void sent(OutgoingChunk chunk, long nowNanos) {
        lost--;
        chunk.state = State.IN_FLIGHT;
        chunk.transmissions++;
        chunk.sentNanos = nowNanos;
        chunk.missing = 0;
        flight += chunk.wireSize();
    }

    /** Marks a chunk in flight as lost, or gives its message up if that is due. */
    void lose(OutgoingChunk chunk, boolean mayAbandon, long nowNanos) {
        chunk.state = State.LOST;
        flight -= chunk.wireSize();
        lost++;
        if (mayAbandon && (chunk.transmissions >= chunk.message.maxTransmissions || chunk.message.expired(nowNanos))) {
            abandon(chunk.message);
        }
    }

    /** Drops everything up to the TSN; returns the bytes that were not known to have arrived before. */
    int acknowledge(int tsn) {
        int acked = 0;
        while (SctpConstants.after(tsn, cumulative)) {
            int index = ++cumulative & ring.length - 1;
            OutgoingChunk chunk = ring[index];
            ring[index] = null;
            if (chunk != null) {
                acked += chunk.state == State.IN_FLIGHT || chunk.state == State.LOST ? chunk.wireSize() : 0;
                leave(chunk);
                if (chunk.state != State.ABANDONED) {
                    queue.release(chunk);
                }
            }
        }
        return acked;
    }

    void gapAck(OutgoingChunk chunk) {
        leave(chunk);
        chunk.state = State.GAP_ACKED;
        gapAcked++;
    }

    /** The peer threw away what it had reported. */
    void reneged(OutgoingChunk chunk) {
        gapAcked--;
        chunk.state = State.IN_FLIGHT;
        chunk.missing = 0;
        flight += chunk.wireSize();
    }

    /** Gives a message up: all its chunks, and the part that has none yet. */
    void abandon(OutgoingMessage message) {
        abandoned++;
        if (queue.dropRest(message)) {
            OutgoingChunk placeholder = new OutgoingChunk(message, next, message.data.length, 0);
            add(placeholder);
            leave(placeholder);
            placeholder.state = State.ABANDONED;
        }
        int from = SctpConstants.after(cumulative + 1, message.firstTsn) ? cumulative + 1 : message.firstTsn;
        for (int tsn = from; SctpConstants.after(next, tsn); tsn++) {
            OutgoingChunk chunk = get(tsn);
            if (chunk == null || chunk.message != message) {
                return;
            }
            if (chunk.state != State.ABANDONED) {
                leave(chunk);
                chunk.state = State.ABANDONED;
                queue.release(chunk);
            }
        }
    }

    /** How far FORWARD TSN may move the peer: past given-up chunks that follow the cumulative point. */
    int advanced() {
        if (SctpConstants.after(cumulative, advanced)) {
            advanced = cumulative;
        }
        while (SctpConstants.after(next, advanced + 1)) {
            OutgoingChunk chunk = get(advanced + 1);
            if (chunk == null || chunk.state != State.ABANDONED) {
                break;
            }
            advanced++;
        }
        return advanced;
    }

    /** Marks every chunk in flight as lost. */
    void loseAll(boolean mayAbandon, long nowNanos) {
        for (int tsn = cumulative + 1; SctpConstants.after(next, tsn); tsn++) {
            OutgoingChunk chunk = get(tsn);
            if (chunk != null && chunk.state == State.IN_FLIGHT) {
                lose(chunk, mayAbandon, nowNanos);
            }
        }
    }

    /** The lost chunk with the lowest TSN, or null. */
    @Nullable
    OutgoingChunk firstLost() {
        for (int tsn = cumulative + 1; SctpConstants.after(next, tsn); tsn++) {
            OutgoingChunk chunk = get(tsn);
            if (chunk != null && chunk.state == State.LOST) {
                return chunk;
            }
        }
        return null;
    }

    /** The highest sequence number of ordered messages up to the TSN, by stream. */
    NavigableMap<Integer, Integer> lastOrdered(int lastTsn) {
        NavigableMap<Integer, Integer> last = new TreeMap<>();
        for (int tsn = cumulative + 1; !SctpConstants.after(tsn, lastTsn); tsn++) {
            OutgoingChunk chunk = get(tsn);
            if (chunk != null && !chunk.message.unordered) {
                last.put(chunk.message.stream.id, chunk.message.sequence);
            }
        }
        return last;
    }

    private void leave(OutgoingChunk chunk) {
        switch (chunk.state) {
            case IN_FLIGHT -> flight -= chunk.wireSize();
            case LOST -> lost--;
            case GAP_ACKED -> gapAcked--;
            case ABANDONED -> {}
        }
    }

    private void grow() {
        @Nullable OutgoingChunk[] old = ring;
        ring = new @Nullable OutgoingChunk[old.length * 2];
        for (OutgoingChunk chunk : old) {
            if (chunk != null) {
                ring[chunk.tsn & ring.length - 1] = chunk;
            }
        }
    }
}
