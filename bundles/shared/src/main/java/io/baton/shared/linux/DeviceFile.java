// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/**
 * An open device node, or another file descriptor. It never creates a file. Every call that a signal interrupts is made
 * again; a failed one throws {@link ErrnoException}.
 *
 * <p>Threading. Reads, writes and ioctls from any threads at once. {@link #close} only when no other thread is in a
 * call: the kernel may give the number to another file at once. A {@link Poller} ends a wait.
 */
public final class DeviceFile implements AutoCloseable {

    /** What {@link #read} returns at the end of the file. */
    public static final int END = -1;

    private final int descriptor;
    private volatile boolean closed;

    private DeviceFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a node; {@link Posix#O_CLOEXEC} is added.
     *
     * @param flags such as {@link Posix#O_RDWR} and {@link Posix#O_NONBLOCK}
     */
    public static DeviceFile open(Path path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Posix.STATE);
            MemorySegment nativePath = arena.allocateFrom(path.toString());
            int opened;
            do {
                opened = Posix.open(state, nativePath, flags | Posix.O_CLOEXEC);
            } while (opened < 0 && Posix.errno(state) == Posix.EINTR);
            if (opened < 0) {
                throw new ErrnoException("opening failed", Posix.errno(state));
            }
            return new DeviceFile(opened);
        }
    }

    /** Takes over a descriptor that a system call has returned. */
    public static DeviceFile of(int descriptor) {
        return new DeviceFile(descriptor);
    }

    /** Returns the number for {@link Poller#add}. */
    public int descriptor() {
        return descriptor;
    }

    /** Reads what is there; returns its length, 0 when a non-blocking file has nothing now, or {@link #END}. */
    public int read(byte[] into) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(into.length);
            MemorySegment state = arena.allocate(Posix.STATE);
            long length =
                    call("reading failed", state, it -> Posix.read(it, descriptor, buffer, into.length), Posix.EAGAIN);
            if (length == 0) {
                return into.length == 0 ? 0 : END;
            }
            if (length < 0) {
                return 0;
            }
            MemorySegment.copy(buffer, JAVA_BYTE, 0, into, 0, (int) length);
            return (int) length;
        }
    }

    /** Writes as much as the file takes; returns how much, 0 when a non-blocking file takes nothing now. */
    public int write(byte[] from, int offset, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(length);
            MemorySegment.copy(from, offset, buffer, JAVA_BYTE, 0, length);
            MemorySegment state = arena.allocate(Posix.STATE);
            long written =
                    call("writing failed", state, it -> Posix.write(it, descriptor, buffer, length), Posix.EAGAIN);
            return (int) Math.max(0, written);
        }
    }

    /**
     * Makes a request with a structure, which the kernel may change.
     *
     * @param doing what the message of a failure begins with
     * @return what the call returned, not negative
     */
    public int ioctl(String doing, long request, MemorySegment argument) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Posix.STATE);
            return (int) call(doing, state, it -> Posix.ioctl(it, descriptor, request, argument), 0);
        }
    }

    /** Makes a request with a number, such as {@code TIOCSCTTY}. */
    public int ioctl(String doing, long request, long argument) throws IOException {
        return ioctl(doing, request, MemorySegment.ofAddress(argument));
    }

    /**
     * Locks the file until it is closed, as programs that use serial ports do ({@code flock}).
     *
     * @throws ErrnoException {@code EBUSY} when another program has locked it
     */
    public void lock() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Posix.STATE);
            long locked =
                    call("locking failed", state, it -> Posix.flock(it, descriptor, Posix.LOCK_EX_NB), Posix.EAGAIN);
            if (locked < 0) {
                throw new ErrnoException("locking failed", Posix.EBUSY);
            }
        }
    }

    /** Closes the file; a second time does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try (Arena arena = Arena.ofConfined()) {
                Posix.close(arena.allocate(Posix.STATE), descriptor);
            }
        }
    }

    /** Returns −1 for the error number that is no failure. */
    private long call(String doing, MemorySegment state, ToLongFunction<MemorySegment> systemCall, int harmless)
            throws IOException {
        if (closed) {
            throw new ErrnoException(doing, Posix.EBADF);
        }
        while (true) {
            long result = systemCall.applyAsLong(state);
            if (result >= 0) {
                return result;
            }
            int errno = Posix.errno(state);
            if (errno == harmless) {
                return -1;
            }
            if (errno != Posix.EINTR) {
                throw new ErrnoException(doing, errno);
            }
        }
    }
}
