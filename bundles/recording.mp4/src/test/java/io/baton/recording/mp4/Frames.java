// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import io.baton.video.AccessUnit;
import io.baton.video.VideoMode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Access units that are well formed and empty of pictures. */
final class Frames {

    static final byte[] SPS = {0x67, 0x42, (byte) 0xe0, 0x1f, 1, 2, 3};
    static final byte[] PPS = {0x68, (byte) 0xce, 4, 5};
    static final VideoMode MODE = new VideoMode(1280, 720, 30);

    private Frames() {}

    static byte[] key(int number) {
        return annexB(SPS, PPS, slice(0x65, number));
    }

    static byte[] delta(int number) {
        return annexB(slice(0x41, number));
    }

    static byte[] slice(int head, int number) {
        byte[] slice = new byte[20 + number % 50];
        Arrays.fill(slice, (byte) (1 + number % 100));
        slice[0] = (byte) head;
        return slice;
    }

    static byte[] annexB(byte[]... units) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] unit : units) {
            out.writeBytes(new byte[] {0, 0, 0, 1});
            out.writeBytes(unit);
        }
        return out.toByteArray();
    }

    static byte[] lengthPrefixed(byte[] unit) {
        return ByteBuffer.allocate(4 + unit.length)
                .putInt(unit.length)
                .put(unit)
                .array();
    }

    static AccessUnit unit(byte[] annexB, boolean key, VideoMode mode, long nanos) {
        return new AccessUnit(ByteBuffer.wrap(annexB).asReadOnlyBuffer(), key, mode, 0, nanos);
    }
}
