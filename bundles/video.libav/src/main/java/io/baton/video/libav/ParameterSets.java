// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import java.nio.ByteBuffer;

/**
 * Puts the parameter sets in front of each key frame of an encoder that sends them only once, or in a packet of their
 * own (ITU-T H.264, 7.3.1: NAL unit types 5, 7 and 8).
 *
 * <p>Threading. One thread.
 */
final class ParameterSets {

    private static final int IDR = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int LAST_SLICE = 5;

    private byte[] sets = {};
    private ByteBuffer joined = ByteBuffer.allocate(0);

    /**
     * Returns the access unit with all that a decoder needs to begin with it, or nothing where the packet has no slice.
     * Valid until the next call.
     */
    ByteBuffer complete(ByteBuffer annexB) {
        int first = -1;
        int firstSlice = annexB.limit();
        boolean idr = false;
        for (int at = startCode(annexB, annexB.position()); at >= 0; at = startCode(annexB, at + 3)) {
            int type = at + 3 < annexB.limit() ? annexB.get(at + 3) & 0x1F : 0;
            if ((type == SPS || type == PPS) && first < 0) {
                first = withLeadingZero(annexB, at);
            } else if (type >= 1 && type <= LAST_SLICE) {
                firstSlice = withLeadingZero(annexB, at);
                idr = type == IDR;
                break;
            }
        }
        if (first >= 0) {
            sets = new byte[firstSlice - first];
            annexB.get(first, sets);
        }
        if (firstSlice == annexB.limit()) {
            return annexB.slice(annexB.limit(), 0);
        }
        return idr && first < 0 ? join(annexB) : annexB;
    }

    private ByteBuffer join(ByteBuffer annexB) {
        int length = sets.length + annexB.remaining();
        if (joined.capacity() < length) {
            joined = ByteBuffer.allocate(length);
        }
        joined.clear();
        joined.put(sets).put(annexB.duplicate()).flip();
        return joined;
    }

    private static int withLeadingZero(ByteBuffer annexB, int at) {
        return at > annexB.position() && annexB.get(at - 1) == 0 ? at - 1 : at;
    }

    /** Index of the next start code of three bytes, or −1. */
    private static int startCode(ByteBuffer annexB, int from) {
        for (int i = from; i + 2 < annexB.limit(); i++) {
            if (annexB.get(i) == 0 && annexB.get(i + 1) == 0 && annexB.get(i + 2) == 1) {
                return i;
            }
        }
        return -1;
    }
}
