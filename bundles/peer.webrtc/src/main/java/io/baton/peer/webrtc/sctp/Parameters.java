// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;

/**
 * Type-length-value parameters of a chunk (RFC 9260 section 3.2.1), bounded. The two high bits of an unknown type say
 * whether to go on and whether to report it; those to report are collected as they stand.
 */
final class Parameters {

    static final int STATE_COOKIE = 7;
    static final int HOST_NAME = 11;
    private static final int MAX = 32;
    private static final int MAX_REPORT = 256;

    private final int[] types = new int[MAX];
    private final int[] starts = new int[MAX];
    private final int[] lengths = new int[MAX];
    private int count;
    private byte[] unrecognized = new byte[0];
    private boolean wellFormed = true;

    private Parameters() {}

    /** Reads the parameters of an INIT or INIT ACK between two indexes. */
    static Parameters ofInit(ByteBuffer in, int from, int to) {
        Parameters read = new Parameters();
        int at = from;
        while (at + 4 <= to && read.count < MAX) {
            int type = in.getShort(at) & 0xffff;
            int length = in.getShort(at + 2) & 0xffff;
            if (length < 4 || at + length > to) {
                read.wellFormed = false;
                break;
            }
            if (known(type)) {
                read.types[read.count] = type;
                read.starts[read.count] = at + 4;
                read.lengths[read.count++] = length - 4;
            } else {
                if ((type & 0x4000) != 0) {
                    read.report(in, at, length);
                }
                if ((type & 0x8000) == 0) {
                    break;
                }
            }
            at += SctpConstants.padded(length);
        }
        return read;
    }

    boolean wellFormed() {
        return wellFormed;
    }

    /** Index for {@link #at} and {@link #length}, or -1. */
    int find(int type) {
        for (int i = 0; i < count; i++) {
            if (types[i] == type) {
                return i;
            }
        }
        return -1;
    }

    int at(int index) {
        return starts[index];
    }

    int length(int index) {
        return lengths[index];
    }

    /** The unknown parameters to report, each padded to whole words, one after the other. */
    byte[] unrecognized() {
        return unrecognized;
    }

    private void report(ByteBuffer in, int at, int length) {
        int old = unrecognized.length;
        int size = SctpConstants.padded(length);
        if (old + size > MAX_REPORT) {
            return;
        }
        byte[] grown = new byte[old + size];
        System.arraycopy(unrecognized, 0, grown, 0, old);
        in.get(at, grown, old, length);
        unrecognized = grown;
    }

    /** Addresses, ECN, lifetimes, chunk authentication and the like are known and of no use inside DTLS. */
    private static boolean known(int type) {
        return switch (type) {
            case 5, 6, STATE_COOKIE, 8, 9, HOST_NAME, 12 -> true;
            case 0x8000, 0x8001, 0x8002, 0x8003, 0x8004, 0x8008, 0xc000 -> true;
            default -> false;
        };
    }
}
