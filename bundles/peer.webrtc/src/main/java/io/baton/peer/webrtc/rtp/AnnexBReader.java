// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Finds the NAL units of a byte stream (ITU-T H.264 Annex B), without copying. Reusable; not thread-safe. */
final class AnnexBReader {

    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int count;

    /** Reads from position to limit, leaving both as they are. BigEndian before the first start code are ignored. */
    void read(ByteBuffer stream) {
        count = 0;
        int end = stream.limit();
        int start = -1;
        int i = stream.position();
        while (i + 2 < end) {
            int third = stream.get(i + 2);
            if (third == 1 && stream.get(i) == 0 && stream.get(i + 1) == 0) {
                add(stream, start, i);
                start = i + 3;
                i += 3;
            } else {
                i += third == 0 || third == 1 ? 1 : 3;
            }
        }
        add(stream, start, end);
    }

    int count() {
        return count;
    }

    int start(int nal) {
        return starts[nal];
    }

    int length(int nal) {
        return ends[nal] - starts[nal];
    }

    /** A NAL unit never ends in a zero byte; those in front of a start code belong to the stream. */
    private void add(ByteBuffer stream, int start, int limit) {
        if (start < 0) {
            return;
        }
        int end = limit;
        while (end > start && stream.get(end - 1) == 0) {
            end--;
        }
        if (end == start) {
            return;
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        starts[count] = start;
        ends[count] = end;
        count++;
    }
}
