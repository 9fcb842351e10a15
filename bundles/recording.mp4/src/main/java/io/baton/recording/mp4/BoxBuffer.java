// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Builds nested boxes (ISO/IEC 14496-12 §4.2) in memory; all numbers are big-endian. */
final class BoxBuffer {

    private byte[] bytes = new byte[1024];
    private int length;
    private final Deque<Integer> open = new ArrayDeque<>();

    /** Begins a box; {@link #end} completes its size. */
    BoxBuffer begin(String type) {
        open.push(length);
        return u32(0).text(type);
    }

    /** Begins a box with version and flags. */
    BoxBuffer begin(String type, int version, int flags) {
        return begin(type).u32((long) version << 24 | flags);
    }

    BoxBuffer end() {
        int start = open.pop();
        ByteBuffer.wrap(bytes).putInt(start, length - start);
        return this;
    }

    BoxBuffer u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    BoxBuffer u16(int value) {
        return u8(value >> 8).u8(value);
    }

    BoxBuffer u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    BoxBuffer u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    BoxBuffer zeros(int count) {
        room(count);
        Arrays.fill(bytes, length, length + count, (byte) 0);
        length += count;
        return this;
    }

    /** Appends a four-character code. */
    BoxBuffer text(String code) {
        return put(code.getBytes(StandardCharsets.US_ASCII));
    }

    BoxBuffer put(byte[] added) {
        room(added.length);
        System.arraycopy(added, 0, bytes, length, added.length);
        length += added.length;
        return this;
    }

    int length() {
        return length;
    }

    /** Overwrites four bytes. */
    void patch(int at, int value) {
        ByteBuffer.wrap(bytes).putInt(at, value);
    }

    /** Returns what was built; it shares the memory. */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
