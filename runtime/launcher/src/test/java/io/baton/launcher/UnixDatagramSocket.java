// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** A bound Unix datagram socket, as systemd's: the JDK has none. */
final class UnixDatagramSocket implements AutoCloseable {
    private static final int DONT_WAIT = 0x40;
    private static final int MAX_MESSAGE = 1024;

    private final int descriptor;

    /** @param name a path, or a name in the abstract namespace after {@code @} */
    UnixDatagramSocket(String name) throws Throwable {
        descriptor = (int) Linker.nativeLinker()
                .downcallHandle(symbol("socket"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT))
                .invokeExact(1, 2, 0);
        byte[] path = name.replace('@', '\0').getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(110, 2);
            address.set(JAVA_SHORT, 0, (short) 1);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
            int bound = (int) Linker.nativeLinker()
                    .downcallHandle(symbol("bind"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT))
                    .invokeExact(descriptor, address, 2 + path.length);
            if (descriptor < 0 || bound != 0) {
                throw new IllegalStateException("cannot bind " + name);
            }
        }
    }

    /** Returns the next message; an empty text when there is none. */
    String receive() throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MAX_MESSAGE);
            long length = (long) Linker.nativeLinker()
                    .downcallHandle(
                            symbol("recv"), FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT))
                    .invokeExact(descriptor, buffer, (long) MAX_MESSAGE, DONT_WAIT);
            byte[] message = new byte[(int) Math.max(length, 0)];
            MemorySegment.copy(buffer, JAVA_BYTE, 0, message, 0, message.length);
            return new String(message, StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        try {
            int closed = (int) Linker.nativeLinker()
                    .downcallHandle(symbol("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT))
                    .invokeExact(descriptor);
            if (closed != 0) {
                throw new IllegalStateException("cannot close");
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MemorySegment symbol(String name) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(name);
    }
}
