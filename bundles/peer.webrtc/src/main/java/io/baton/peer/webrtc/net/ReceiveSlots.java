// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Native memory into which several datagrams are received by one call, and handed out one by one. Not thread-safe. */
final class ReceiveSlots {

    private static final int COUNT = 16;
    private static final int MESSAGE_SIZE = 64;
    private static final int NAME_LENGTH = 8;
    private static final int VECTORS = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;
    private static final int NAME_SPACE = 32;
    private static final int VECTOR_SIZE = 16;

    private final MemorySegment state;
    private final MemorySegment messages;
    private final MemorySegment names;
    private final MemorySegment data;
    private final ByteBuffer view;
    private final AddressCache addresses = new AddressCache();
    private int next;
    private int filled;

    ReceiveSlots() {
        Arena arena = Arena.ofAuto();
        state = arena.allocate(LibC.STATE);
        messages = arena.allocate((long) COUNT * MESSAGE_SIZE, Long.BYTES);
        names = arena.allocate((long) COUNT * NAME_SPACE, Long.BYTES);
        data = arena.allocate((long) COUNT * UdpSocket.LARGEST_DATAGRAM, Long.BYTES);
        view = data.asByteBuffer();
        MemorySegment vectors = arena.allocate((long) COUNT * VECTOR_SIZE, Long.BYTES);
        for (int i = 0; i < COUNT; i++) {
            int message = i * MESSAGE_SIZE;
            int vector = i * VECTOR_SIZE;
            vectors.set(ADDRESS, vector, data.asSlice((long) i * UdpSocket.LARGEST_DATAGRAM));
            vectors.set(JAVA_LONG, vector + 8, UdpSocket.LARGEST_DATAGRAM);
            messages.set(ADDRESS, message, names.asSlice((long) i * NAME_SPACE));
            messages.set(ADDRESS, message + VECTORS, vectors.asSlice(vector));
            messages.set(JAVA_LONG, message + VECTOR_COUNT, 1);
        }
    }

    MemorySegment state() {
        return state;
    }

    boolean isEmpty() {
        return next == filled;
    }

    /** Receives the waiting datagrams without blocking; returns 0 or the error number. */
    int fill(int socket) {
        next = 0;
        filled = 0;
        names.fill((byte) 0);
        for (int i = 0; i < COUNT; i++) {
            messages.set(JAVA_INT, i * MESSAGE_SIZE + NAME_LENGTH, NativeAddress.SIZE);
        }
        int received = LibC.recvmmsg(state, socket, messages, COUNT, LibC.MSG_DONTWAIT);
        if (received < 0) {
            return LibC.errno(state);
        }
        filled = received;
        return 0;
    }

    /** Whether the next datagram was longer than its slot. */
    boolean isNextOversize() {
        return (messages.get(JAVA_INT, next * MESSAGE_SIZE + FLAGS) & LibC.MSG_TRUNC) != 0;
    }

    void skip() {
        next++;
    }

    /** Appends the next datagram; returns its sender. */
    InetSocketAddress take(ByteBuffer into) {
        int length = messages.get(JAVA_INT, next * MESSAGE_SIZE + LENGTH);
        into.put(into.position(), view, next * UdpSocket.LARGEST_DATAGRAM, length);
        into.position(into.position() + length);
        InetSocketAddress from = addresses.get(names.asSlice((long) next * NAME_SPACE, NativeAddress.SIZE));
        next++;
        return from;
    }
}
