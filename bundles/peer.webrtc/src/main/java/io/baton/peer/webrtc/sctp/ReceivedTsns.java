// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;

/** Which TSNs arrived: a cumulative point, a bitmap of what lies above it, and recent duplicates. */
final class ReceivedTsns {

    /** TSNs above the cumulative point that can be distinguished; others are refused. */
    static final int WINDOW = 8192;

    private static final int MAX_DUPLICATES = 16;
    private static final int MAX_BLOCKS = 128;

    private final long[] bits = new long[WINDOW / Long.SIZE];
    private final int[] duplicates = new int[MAX_DUPLICATES];
    private final int[] blocks = new int[MAX_BLOCKS];
    private int duplicateCount;
    private int cumulative;
    private int highest;

    void start(int firstTsn) {
        cumulative = firstTsn - 1;
        highest = cumulative;
    }

    int cumulative() {
        return cumulative;
    }

    boolean gaps() {
        return highest != cumulative;
    }

    boolean outside(int tsn) {
        return tsn - cumulative > WINDOW - 1;
    }

    boolean has(int tsn) {
        return !SctpConstants.after(tsn, cumulative) || (SctpConstants.after(highest + 1, tsn) && bit(tsn));
    }

    void duplicate(int tsn) {
        if (duplicateCount < MAX_DUPLICATES) {
            duplicates[duplicateCount++] = tsn;
        }
    }

    /** Notes a TSN for which neither {@link #has} nor {@link #outside} holds. */
    void add(int tsn) {
        bits[index(tsn)] |= 1L << tsn;
        if (SctpConstants.after(tsn, highest)) {
            highest = tsn;
        }
    }

    /** Moves the cumulative point up by one if the next TSN is there. */
    boolean step() {
        int next = cumulative + 1;
        if (cumulative == highest || !bit(next)) {
            return false;
        }
        bits[index(next)] &= ~(1L << next);
        cumulative = next;
        return true;
    }

    /** Moves the cumulative point up by one, arrived or not. */
    void skip() {
        cumulative++;
        bits[index(cumulative)] &= ~(1L << cumulative);
        if (SctpConstants.after(cumulative, highest)) {
            highest = cumulative;
        }
    }

    /** Body length of a SACK for the present state with no gaps and duplicates. */
    static final int SACK_MIN = 12;

    /** Writes a SACK (RFC 9260 section 3.3.4) with as many gap blocks and duplicates as fit into one packet. */
    void writeSack(PacketWriter out, int window) {
        int blockCount = findBlocks();
        int count = blockCount;
        while (count > 0 && !out.possible(SACK_MIN + 4 * count)) {
            count--;
        }
        int duplicated = duplicateCount;
        while (duplicated > 0 && !out.possible(SACK_MIN + 4 * (count + duplicated))) {
            duplicated--;
        }
        ByteBuffer sack = out.chunk(SctpConstants.SACK, 0, SACK_MIN + 4 * (count + duplicated));
        sack.putInt(cumulative).putInt(window).putShort((short) count).putShort((short) duplicated);
        for (int i = 0; i < count; i++) {
            sack.putInt(blocks[i]);
        }
        for (int i = 0; i < duplicated; i++) {
            sack.putInt(duplicates[i]);
        }
        duplicateCount = 0;
    }

    private int findBlocks() {
        int count = 0;
        int span = highest - cumulative;
        int offset = 1;
        while (offset <= span && count < MAX_BLOCKS) {
            while (offset <= span && !bit(cumulative + offset)) {
                offset++;
            }
            int first = offset;
            while (offset <= span && bit(cumulative + offset)) {
                offset++;
            }
            if (first < offset) {
                blocks[count++] = first << 16 | offset - 1;
            }
        }
        return count;
    }

    private boolean bit(int tsn) {
        return (bits[index(tsn)] & 1L << tsn) != 0;
    }

    private static int index(int tsn) {
        return (tsn & WINDOW - 1) >>> 6;
    }
}
