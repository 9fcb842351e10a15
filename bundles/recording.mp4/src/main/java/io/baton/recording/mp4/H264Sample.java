// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An access unit as an MP4 sample (ISO/IEC 14496-15 §5.3): each NAL unit behind its length in four bytes. Parameter
 * sets are taken out, since they belong into the sample entry, and so are access unit delimiters.
 *
 * @param sps the sequence parameter sets
 * @param pps the picture parameter sets
 * @param data the sample
 */
record H264Sample(List<byte[]> sps, List<byte[]> pps, byte[] data) {

    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int DELIMITER = 9;
    /** What a sample entry can count (ISO/IEC 14496-15 §5.3.3.1). */
    private static final int MAX_SPS = 31;

    private static final int MAX_PPS = 255;
    /** Profile, constraints and level follow the type. */
    private static final int MIN_SPS = 4;

    /** Parses a byte stream (ITU-T H.264 Annex B). Bytes before the first start code are ignored. */
    static H264Sample parse(byte[] annexB) {
        List<byte[]> sps = new ArrayList<>();
        List<byte[]> pps = new ArrayList<>();
        List<byte[]> rest = new ArrayList<>();
        int size = 0;
        int start = next(annexB, 0);
        while (start < annexB.length) {
            int following = next(annexB, start);
            int end = following < annexB.length || endsWithStartCode(annexB) ? following - 3 : annexB.length;
            while (end > start && annexB[end - 1] == 0) {
                end--;
            }
            if (end > start) {
                byte[] unit = Arrays.copyOfRange(annexB, start, end);
                switch (unit[0] & 0x1f) {
                    case SPS -> {
                        if (unit.length >= MIN_SPS && sps.size() < MAX_SPS) {
                            sps.add(unit);
                        }
                    }
                    case PPS -> {
                        if (pps.size() < MAX_PPS) {
                            pps.add(unit);
                        }
                    }
                    case DELIMITER -> {
                        // samples have none
                    }
                    default -> {
                        rest.add(unit);
                        size += Integer.BYTES + unit.length;
                    }
                }
            }
            start = following;
        }
        ByteBuffer data = ByteBuffer.allocate(size);
        rest.forEach(unit -> data.putInt(unit.length).put(unit));
        return new H264Sample(sps, pps, data.array());
    }

    /** Returns the place behind the next start code; the length when there is none. */
    private static int next(byte[] bytes, int from) {
        for (int i = from; i + 2 < bytes.length; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
                return i + 3;
            }
        }
        return bytes.length;
    }

    private static boolean endsWithStartCode(byte[] bytes) {
        int length = bytes.length;
        return length >= 3 && bytes[length - 1] == 1 && bytes[length - 2] == 0 && bytes[length - 3] == 0;
    }

    /** Returns whether a decoder can begin here with what is in this access unit. */
    boolean hasParameterSets() {
        return !sps.isEmpty() && !pps.isEmpty();
    }

    /** Returns whether both have the same parameter sets. */
    boolean sameParameterSets(H264Sample other) {
        return same(sps, other.sps) && same(pps, other.pps);
    }

    private static boolean same(List<byte[]> one, List<byte[]> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!Arrays.equals(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }
}
