// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The kernel's HDMI receiver for tests, vivid: its controls are what happens at the connector. */
final class TestReceiver implements AutoCloseable {

    /** What {@code dv_timings_signal_mode} makes of the signal. */
    enum Signal {
        CURRENT(0),
        NO_SIGNAL(1),
        NO_LOCK(2),
        OUT_OF_RANGE(3),
        SELECTED(4);

        private final int menuIndex;

        Signal(int menuIndex) {
            this.menuIndex = menuIndex;
        }
    }

    private static final int O_RDWR_NONBLOCK = 0x802;
    private static final long S_CTRL = 0xC008561CL;
    private static final long QUERYCTRL = 0xC0445624L;
    private static final long QUERYMENU = 0xC02C5625L;
    private static final long G_EDID = 0xC0285628L;
    private static final long REQBUFS = 0xC0145608L;
    private static final int NEXT = 0x8000_0000;
    private static final int NAME_BYTES = 32;
    private static final int BLOCK = 128;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final int descriptor;
    private final int signalMode;
    private final int timings;

    TestReceiver(Path node) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            descriptor = (int) OPEN.invokeExact(arena.allocateFrom(node.toString()), O_RDWR_NONBLOCK);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (descriptor < 0) {
            throw new IOException("no " + node);
        }
        signalMode = control("DV Timings Signal Mode");
        timings = control("DV Timings");
    }

    void signal(Signal signal) throws IOException {
        set(signalMode, signal.menuIndex);
    }

    /** Sends a mode, such as {@code 640x480}. */
    void mode(String size) throws IOException {
        set(timings, mode(size, 0));
        signal(Signal.SELECTED);
    }

    /** The EDID that the target reads. */
    byte[] edid() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment blocks = arena.allocate(2L * BLOCK);
            MemorySegment request = arena.allocate(40, 8);
            request.set(JAVA_INT, 8, 2);
            request.set(JAVA_LONG, 32, blocks.address());
            if (ioctl(G_EDID, request) != 0) {
                throw new IOException("no EDID");
            }
            return blocks.asSlice(0, (long) BLOCK * request.get(JAVA_INT, 8)).toArray(JAVA_BYTE);
        }
    }

    /** Takes the frames away from other programs, or gives them back; returns whether they were free. */
    boolean buffers(int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(20, 4);
            request.set(JAVA_INT, 0, count);
            request.set(JAVA_INT, 4, 1);
            request.set(JAVA_INT, 8, 1);
            return ioctl(REQBUFS, request) == 0;
        }
    }

    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void set(int control, int value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocateFrom(JAVA_INT, control, value);
            if (ioctl(S_CTRL, request) != 0) {
                throw new IOException("control " + control + " does not take " + value);
            }
        }
    }

    private int control(String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment query = arena.allocate(68, 4);
            query.set(JAVA_INT, 0, NEXT);
            while (ioctl(QUERYCTRL, query) == 0) {
                if (text(query, 8).equals(name)) {
                    return query.get(JAVA_INT, 0);
                }
                query.set(JAVA_INT, 0, query.get(JAVA_INT, 0) | NEXT);
            }
        }
        throw new IOException("no control " + name);
    }

    private int mode(String size, int first) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment item = arena.allocate(44, 4);
            for (int i = first; i < 256; i++) {
                item.set(JAVA_INT, 0, timings);
                item.set(JAVA_INT, 4, i);
                if (ioctl(QUERYMENU, item) == 0 && text(item, 8).startsWith(size + "p")) {
                    return i;
                }
            }
        }
        throw new IOException("no mode " + size);
    }

    private static String text(MemorySegment from, long at) {
        byte[] bytes = from.asSlice(at, NAME_BYTES).toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    private int ioctl(long request, MemorySegment argument) {
        try {
            return (int) IOCTL.invokeExact(descriptor, request, argument);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
