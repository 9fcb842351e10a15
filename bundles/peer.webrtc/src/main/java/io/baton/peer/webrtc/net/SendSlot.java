// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory for one send at a time: {@code msghdr} with its address, data and, for segmentation, one control
 * message. Freed by the garbage collector, so that closing the socket cannot free it during a call.
 */
final class SendSlot {

    /** Most bytes of one segmented send; the kernel counts headers against 64 KiB. */
    static final int CAPACITY = 65_000;

    private static final int HEADER_SIZE = 56;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTORS = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int VECTOR_SIZE = 16;
    private static final int CONTROL_SPACE = 24;
    private static final int CONTROL_USED = 18;
    private static final int CONTROL_DATA = 16;

    private final MemorySegment state;
    private final MemorySegment name;
    private final MemorySegment header;
    private final MemorySegment vector;
    private final MemorySegment control;
    private final MemorySegment data;

    SendSlot() {
        Arena arena = Arena.ofAuto();
        state = arena.allocate(LibC.STATE);
        name = arena.allocate(NativeAddress.SIZE, Long.BYTES);
        header = arena.allocate(HEADER_SIZE, Long.BYTES);
        vector = arena.allocate(VECTOR_SIZE, Long.BYTES);
        control = arena.allocate(CONTROL_SPACE, Long.BYTES);
        data = arena.allocate(CAPACITY, Long.BYTES);
        header.set(ADDRESS, NAME, name);
        header.set(ADDRESS, VECTORS, vector);
        header.set(JAVA_LONG, VECTOR_COUNT, 1);
        control.set(JAVA_LONG, 0, CONTROL_USED);
        control.set(JAVA_INT, 8, LibC.SOL_UDP);
        control.set(JAVA_INT, 12, LibC.UDP_SEGMENT);
    }

    MemorySegment name() {
        return name;
    }

    MemorySegment state() {
        return state;
    }

    void load(byte[] buffer, int offset, int length, int nameLength) {
        MemorySegment.copy(buffer, offset, data, JAVA_BYTE, 0, length);
        header.set(JAVA_INT, NAME_LENGTH, nameLength);
    }

    /** Sends loaded bytes as one datagram; returns 0 or the error number. */
    int send(int socket, int at, int length) {
        header.set(ADDRESS, CONTROL, MemorySegment.NULL);
        header.set(JAVA_LONG, CONTROL_LENGTH, 0);
        return call(socket, at, length);
    }

    /** Sends loaded bytes as datagrams of {@code segmentSize}; returns 0 or the error number. */
    int sendSegmented(int socket, int at, int length, int segmentSize) {
        control.set(JAVA_SHORT, CONTROL_DATA, (short) segmentSize);
        header.set(ADDRESS, CONTROL, control);
        header.set(JAVA_LONG, CONTROL_LENGTH, CONTROL_SPACE);
        return call(socket, at, length);
    }

    private int call(int socket, int at, int length) {
        vector.set(ADDRESS, 0, data.asSlice(at));
        vector.set(JAVA_LONG, 8, length);
        while (LibC.sendmsg(state, socket, header, LibC.MSG_DONTWAIT) < 0) {
            int error = LibC.errno(state);
            if (error != LibC.EINTR) {
                return error;
            }
        }
        return 0;
    }
}
