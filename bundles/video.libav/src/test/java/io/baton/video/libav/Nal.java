// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A NAL unit of an Annex B stream.
 *
 * @param type nal_unit_type (ITU-T H.264 Table 7-1)
 * @param bytes from the NAL header on
 */
record Nal(int type, byte[] bytes) {

    static final int SLICE = 1;
    static final int IDR = 5;
    static final int SPS = 7;
    static final int PPS = 8;

    static List<Nal> split(ByteBuffer annexB) {
        byte[] all = new byte[annexB.remaining()];
        annexB.duplicate().get(all);
        List<Nal> nals = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i + 2 < all.length; i++) {
            if (all[i] == 0 && all[i + 1] == 0 && all[i + 2] == 1) {
                add(nals, all, begin, i);
                begin = i + 3;
            }
        }
        add(nals, all, begin, all.length);
        return nals;
    }

    private static void add(List<Nal> nals, byte[] all, int begin, int end) {
        if (begin < 0) {
            return;
        }
        int last = end;
        while (last > begin && all[last - 1] == 0) {
            last--;
        }
        byte[] bytes = java.util.Arrays.copyOfRange(all, begin, last);
        nals.add(new Nal(bytes[0] & 0x1F, bytes));
    }
}
