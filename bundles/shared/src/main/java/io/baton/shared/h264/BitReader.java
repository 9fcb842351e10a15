// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.h264;

/** Reads the syntax elements of an RBSP (ITU-T H.264 clause 7.2 and 9.1); beyond its end it throws. */
final class BitReader {

    private static final int MAX_PREFIX = 31;

    private final byte[] bytes;
    private final int end;
    private int at;

    /** @param nal a NAL unit with its header, whose emulation prevention bytes are skipped */
    BitReader(byte[] nal) {
        bytes = new byte[nal.length];
        int length = 0;
        int zeros = 0;
        for (int i = 1; i < nal.length; i++) {
            if (zeros >= 2 && nal[i] == 3) {
                zeros = 0;
                continue;
            }
            zeros = nal[i] == 0 ? zeros + 1 : 0;
            bytes[length++] = nal[i];
        }
        end = 8 * length;
    }

    int bit() throws H264Exception {
        if (at >= end) {
            throw new H264Exception("the SPS is cut off");
        }
        int bit = bytes[at >> 3] >> (7 - (at & 7)) & 1;
        at++;
        return bit;
    }

    /** Reads an unsigned number of at most 31 bits. */
    int bits(int number) throws H264Exception {
        int value = 0;
        for (int i = 0; i < number; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /** Reads ue(v), which must be below 2^30. */
    int unsigned() throws H264Exception {
        int zeros = 0;
        while (bit() == 0) {
            if (++zeros >= MAX_PREFIX - 1) {
                throw new H264Exception("the SPS has a number that is too large");
            }
        }
        return (1 << zeros) - 1 + bits(zeros);
    }

    /** Reads se(v). */
    int signed() throws H264Exception {
        int code = unsigned();
        return (code & 1) == 1 ? code / 2 + 1 : -(code / 2);
    }
}
