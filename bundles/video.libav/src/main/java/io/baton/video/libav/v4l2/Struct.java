// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * A structure in memory, whose members are named.
 *
 * @param memory where it is
 * @param layout what it is made of
 */
record Struct(MemorySegment memory, StructLayout layout) {

    /** Allocates one that is zero. */
    static Struct in(Arena arena, StructLayout layout) {
        return new Struct(arena.allocate(layout), layout);
    }

    /** Returns a member of 32 bits. */
    int get(String... path) {
        return memory.get(ValueLayout.JAVA_INT_UNALIGNED, offset(path));
    }

    /** Returns a member of 64 bits. */
    long getLong(String... path) {
        return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset(path));
    }

    /** Returns a member of 8 bits, unsigned. */
    int getByte(String... path) {
        return Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, offset(path)));
    }

    /** Returns a text of at most as many bytes as the member has. */
    String text(String member) {
        long length = layout.select(PathElement.groupElement(member)).byteSize();
        StringBuilder text = new StringBuilder();
        for (long i = offset(member), end = i + length; i < end; i++) {
            byte letter = memory.get(ValueLayout.JAVA_BYTE, i);
            if (letter == 0) {
                break;
            }
            text.append((char) (letter & 0x7F));
        }
        return text.toString();
    }

    /** Sets a member of 32 bits. */
    Struct set(int value, String... path) {
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, offset(path), value);
        return this;
    }

    /** Sets a member of 64 bits. */
    Struct setLong(long value, String... path) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, offset(path), value);
        return this;
    }

    Struct clear() {
        memory.fill((byte) 0);
        return this;
    }

    private long offset(String... path) {
        PathElement[] elements = new PathElement[path.length];
        for (int i = 0; i < path.length; i++) {
            elements[i] = PathElement.groupElement(path[i]);
        }
        return ((MemoryLayout) layout).byteOffset(elements);
    }
}
