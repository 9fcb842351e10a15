// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The access units of the clip that comes with the reference sender: 30 frames, 320 by 240, two of them key frames. */
final class Clip {

    static final Path FILE = Path.of("sender/clip.h264");
    private static final int SLICE = 1;
    private static final int IDR = 5;

    private Clip() {}

    static List<byte[]> units() {
        List<byte[]> units = new ArrayList<>();
        List<byte[]> nals = nals(bytes());
        byte[] unit = {};
        for (byte[] nal : nals) {
            unit = concat(unit, nal);
            int type = nal[4] & 0x1F;
            if (type == SLICE || type == IDR) {
                units.add(unit);
                unit = new byte[0];
            }
        }
        return units;
    }

    /** The NAL units of the first key frame, with their start codes: SPS, PPS, slice. */
    static List<byte[]> firstKeyFrame() {
        return nals(units().getFirst());
    }

    static byte[] concat(byte[]... parts) {
        int size = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(size);
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    /** All start codes of the clip have four bytes. */
    private static List<byte[]> nals(byte[] stream) {
        List<byte[]> nals = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= stream.length; i++) {
            if (i == stream.length || isStartCode(stream, i)) {
                nals.add(Arrays.copyOfRange(stream, begin, i));
                begin = i;
            }
        }
        return nals;
    }

    private static boolean isStartCode(byte[] stream, int at) {
        return at + 3 < stream.length && Arrays.equals(stream, at, at + 4, new byte[] {0, 0, 0, 1}, 0, 4);
    }

    private static byte[] bytes() {
        try {
            return Files.readAllBytes(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
