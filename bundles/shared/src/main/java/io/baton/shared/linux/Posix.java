// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls for device nodes, by the ABI of 64-bit Linux. Each returns −1 on failure and then leaves the reason
 * in the {@code state} it was given; see {@link #errno}. {@link DeviceFile} is the simpler way where an object for each
 * call does not matter.
 */
public final class Posix {

    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_NOCTTY = 0x100;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    public static final int EFD_FLAGS = O_NONBLOCK | O_CLOEXEC;
    public static final int PROT_READ_WRITE = 3;
    public static final int MAP_SHARED = 1;
    public static final int LOCK_EX_NB = 2 | 4;
    public static final short POLLIN = 1;
    public static final short POLLPRI = 2;
    public static final short POLLOUT = 4;
    public static final short POLLERR = 8;
    public static final short POLLHUP = 16;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ENOTTY = 25;
    public static final int ERANGE = 34;
    public static final int ENOLCK = 37;
    public static final int ENOSYS = 38;
    public static final int ENODATA = 61;
    public static final int ENOLINK = 67;
    public static final int ESHUTDOWN = 108;

    /** Where a call leaves its error number. */
    public static final StructLayout STATE = Linker.Option.captureStateLayout();

    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker LINKER = Linker.nativeLinker();

    /** {@code open} is variadic; the mode is not passed, since nothing is created. */
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));

    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));

    private static final MethodHandle CLOSE = link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            link("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            link("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle FLOCK = link("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle POLL =
            link("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle EVENTFD = link("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle MMAP =
            link("mmap", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = link("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private static final MethodHandle SOCKETPAIR =
            link("socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | O_CLOEXEC;

    private Posix() {}

    private static MethodHandle link(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
    }

    public static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    public static int open(MemorySegment state, MemorySegment path, int flags) {
        try {
            return (int) OPEN.invokeExact(state, path, flags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public static int flock(MemorySegment state, int descriptor, int operation) {
        try {
            return (int) FLOCK.invokeExact(state, descriptor, operation);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public static int ioctl(MemorySegment state, int descriptor, long request, MemorySegment argument) {
        try {
            return (int) IOCTL.invokeExact(state, descriptor, request, argument);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public static int close(MemorySegment state, int descriptor) {
        try {
            return (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public static long read(MemorySegment state, int descriptor, MemorySegment buffer, long length) {
        try {
            return (long) READ.invokeExact(state, descriptor, buffer, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public static long write(MemorySegment state, int descriptor, MemorySegment buffer, long length) {
        try {
            return (long) WRITE.invokeExact(state, descriptor, buffer, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** @param timeoutMillis −1 for ever */
    public static int poll(MemorySegment state, MemorySegment descriptors, long count, int timeoutMillis) {
        try {
            return (int) POLL.invokeExact(state, descriptors, count, timeoutMillis);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public static int eventfd(MemorySegment state) {
        try {
            return (int) EVENTFD.invokeExact(state, 0, EFD_FLAGS);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns the address of a shared mapping for reading and writing. */
    public static long mmap(MemorySegment state, int descriptor, long length, long offset) {
        try {
            return (long) MMAP.invokeExact(
                    state, MemorySegment.NULL, length, PROT_READ_WRITE, MAP_SHARED, descriptor, offset);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    public static int munmap(MemorySegment state, MemorySegment mapping) {
        try {
            return (int) MUNMAP.invokeExact(state, mapping, mapping.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** @param pair takes the descriptors of two connected UNIX stream sockets, each an int */
    public static int socketpair(MemorySegment state, MemorySegment pair) {
        try {
            return (int) SOCKETPAIR.invokeExact(state, AF_UNIX, SOCK_STREAM_CLOEXEC, 0, pair);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
