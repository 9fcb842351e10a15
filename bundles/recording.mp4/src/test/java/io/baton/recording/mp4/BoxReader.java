// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Reads a fragmented file by the box definitions of ISO/IEC 14496-12 alone; shares no code with the writer. */
final class BoxReader {

    private static final Set<String> CONTAINERS =
            Set.of("moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf", "mfra");

    /** A box; its content is behind the eight bytes of its head. */
    record Box(String type, int offset, byte[] content, List<Box> inside) {

        Box only(String... path) {
            Box box = this;
            for (String type : path) {
                List<Box> found = box.all(type);
                if (found.size() != 1) {
                    throw new AssertionError(found.size() + " boxes " + type + " in " + box.type);
                }
                box = found.getFirst();
            }
            return box;
        }

        List<Box> all(String wanted) {
            return inside.stream().filter(box -> box.type.equals(wanted)).toList();
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(content);
        }

        long u32(int at) {
            return Integer.toUnsignedLong(bytes().getInt(at));
        }

        long u64(int at) {
            return bytes().getLong(at);
        }
    }

    /** A sample as a player sees it. */
    record Sample(long time, long duration, boolean key, byte[] data) {}

    private BoxReader() {}

    static Box file(byte[] bytes) {
        return new Box("file", 0, bytes, boxes(bytes, 0, bytes.length));
    }

    private static List<Box> boxes(byte[] bytes, int from, int to) {
        List<Box> boxes = new ArrayList<>();
        int at = from;
        while (at < to) {
            int size = ByteBuffer.wrap(bytes).getInt(at);
            if (size < 8 || at + size > to) {
                throw new AssertionError("box of " + size + " bytes at " + at + " of " + to);
            }
            String type = new String(bytes, at + 4, 4, StandardCharsets.US_ASCII);
            boxes.add(new Box(
                    type,
                    at,
                    Arrays.copyOfRange(bytes, at + 8, at + size),
                    CONTAINERS.contains(type) ? boxes(bytes, at + 8, at + size) : List.of()));
            at += size;
        }
        return boxes;
    }

    /** The samples of all fragments, by tfdt and trun. */
    static List<Sample> samples(byte[] bytes) {
        List<Sample> samples = new ArrayList<>();
        for (Box moof : file(bytes).all("moof")) {
            Box traf = moof.only("traf");
            if ((traf.only("tfhd").u32(0) & 0xffffff) != 0x020000) {
                throw new AssertionError("default-base-is-moof alone");
            }
            Box tfdt = traf.only("tfdt");
            long time = tfdt.content()[0] == 1 ? tfdt.u64(4) : tfdt.u32(4);
            Box trun = traf.only("trun");
            if ((trun.u32(0) & 0xffffff) != 0x701) {
                throw new AssertionError("data offset, duration, size and flags");
            }
            int at = moof.offset() + (int) trun.u32(8);
            for (int i = 0; i < trun.u32(4); i++) {
                int row = 12 + 12 * i;
                long duration = trun.u32(row);
                int size = (int) trun.u32(row + 4);
                boolean key = (trun.u32(row + 8) & 0x10000) == 0;
                samples.add(new Sample(time, duration, key, Arrays.copyOfRange(bytes, at, at + size)));
                time += duration;
                at += size;
            }
        }
        return samples;
    }
}
