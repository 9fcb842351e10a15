// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A Linux UDP socket driven by system calls, made here from {@code socket()} to {@code close()} so that no private part
 * of the JDK is needed. One IPv6 socket serves both families; a machine without IPv6 gets an IPv4 one.
 *
 * <p>Every call holds the read lock, closing takes the write lock: a descriptor is never used after the kernel may have
 * given its number to another file.
 */
final class NativeUdpSocket implements UdpSocket {

    private static final int POLL_ENTRY = 8;
    private static final int POLL_RESULT = 6;

    private final int socket;
    private final int wake;
    private final int family;
    private final InetSocketAddress local;
    private final UdpCounters counters = new UdpCounters();
    private final ConcurrentLinkedQueue<SendSlot> slots = new ConcurrentLinkedQueue<>();
    private final ReceiveSlots incoming = new ReceiveSlots();
    private final MemorySegment pollSet;
    private final MemorySegment woken = Arena.ofAuto().allocate(JAVA_LONG);
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean segmented;

    private NativeUdpSocket(int socket, int wake, int family, InetSocketAddress local, boolean segmented) {
        this.socket = socket;
        this.wake = wake;
        this.family = family;
        this.local = local;
        this.segmented = segmented;
        pollSet = Arena.ofAuto().allocate(2 * POLL_ENTRY, Long.BYTES);
        pollSet.set(JAVA_INT, 0, socket);
        pollSet.set(JAVA_SHORT, 4, LibC.POLLIN);
        pollSet.set(JAVA_INT, POLL_ENTRY, wake);
        pollSet.set(JAVA_SHORT, POLL_ENTRY + 4, LibC.POLLIN);
    }

    static UdpSocket open(InetSocketAddress local, int bufferBytes, boolean segmented) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.STATE);
            int family = LibC.AF_INET6;
            int socket = LibC.socket(state, family, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC);
            if (socket < 0 && LibC.errno(state) == LibC.EAFNOSUPPORT) {
                family = LibC.AF_INET;
                socket = LibC.socket(state, family, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC);
            }
            check(socket, "socket", state);
            try {
                return bound(arena, state, socket, family, local, bufferBytes, segmented);
            } catch (IOException | RuntimeException e) {
                LibC.close(state, socket);
                throw e;
            }
        }
    }

    private static UdpSocket bound(
            Arena arena,
            MemorySegment state,
            int socket,
            int family,
            InetSocketAddress local,
            int bufferBytes,
            boolean segmented)
            throws IOException {
        MemorySegment value = arena.allocate(JAVA_INT);
        MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
        if (family == LibC.AF_INET6) {
            check(LibC.setsockopt(state, socket, LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, value), "IPV6_V6ONLY", state);
        }
        value.set(JAVA_INT, 0, bufferBytes);
        check(LibC.setsockopt(state, socket, LibC.SOL_SOCKET, LibC.SO_RCVBUF, value), "SO_RCVBUF", state);
        check(LibC.setsockopt(state, socket, LibC.SOL_SOCKET, LibC.SO_SNDBUF, value), "SO_SNDBUF", state);
        boolean offload =
                segmented && LibC.getsockopt(state, socket, LibC.SOL_UDP, LibC.UDP_SEGMENT, value, length) == 0;
        MemorySegment address = arena.allocate(NativeAddress.SIZE, Long.BYTES);
        int addressLength = NativeAddress.write(local, family, address);
        if (addressLength == 0) {
            throw new BindException("no IPv6 on this machine: " + local);
        }
        check(LibC.bind(state, socket, address, addressLength), "bind to " + local, state);
        length.set(JAVA_INT, 0, NativeAddress.SIZE);
        check(LibC.getsockname(state, socket, address, length), "getsockname", state);
        int wake = LibC.eventfd(state);
        check(wake, "eventfd", state);
        return new NativeUdpSocket(socket, wake, family, NativeAddress.read(address), offload);
    }

    private static void check(int result, String what, MemorySegment state) throws IOException {
        if (result >= 0) {
            return;
        }
        int error = LibC.errno(state);
        switch (error) {
            case LibC.EADDRINUSE -> throw new BindException(what + ": address already in use");
            case LibC.EADDRNOTAVAIL -> throw new BindException(what + ": not an address of this machine");
            default -> throw new IOException(what + " failed with error number " + error);
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public int sendBatch(InetSocketAddress to, byte[] buffer, int offset, int segmentSize, int length) {
        if (length > SendSlot.CAPACITY || segmentSize <= 0) {
            throw new IllegalArgumentException("a batch has datagrams, and at most 65000 bytes");
        }
        Lock guard = lock.readLock();
        guard.lock();
        try {
            if (closed.get()) {
                return length;
            }
            SendSlot slot = slots.poll();
            if (slot == null) {
                slot = new SendSlot();
            }
            int taken = sendBatch(slot, to, buffer, offset, segmentSize, length);
            slots.add(slot);
            return taken;
        } finally {
            guard.unlock();
        }
    }

    private int sendBatch(SendSlot slot, InetSocketAddress to, byte[] buffer, int offset, int segmentSize, int length) {
        int nameLength = NativeAddress.write(to, family, slot.name());
        int datagrams = (length + segmentSize - 1) / segmentSize;
        if (nameLength == 0) {
            counters.failed.add(datagrams);
            return length;
        }
        slot.load(buffer, offset, length, nameLength);
        if (datagrams > 1 && segmented) {
            counters.sendCalls.increment();
            int error = slot.sendSegmented(socket, 0, length, segmentSize);
            if (error == 0) {
                counters.sent.add(datagrams);
                return length;
            }
            if (isFull(error)) {
                counters.full.increment();
                return 0;
            }
            if (error == LibC.EIO || error == LibC.EOPNOTSUPP || error == LibC.ENOPROTOOPT) {
                // The way out has no checksum offload, which segmentation needs on older kernels.
                segmented = false;
            }
        }
        return sendSingly(slot, segmentSize, length);
    }

    private int sendSingly(SendSlot slot, int segmentSize, int length) {
        int done = 0;
        while (done < length) {
            int size = Math.min(segmentSize, length - done);
            counters.sendCalls.increment();
            int error = slot.send(socket, done, size);
            if (isFull(error)) {
                counters.full.increment();
                return done;
            }
            (error == 0 ? counters.sent : counters.failed).increment();
            done += size;
        }
        return done;
    }

    private static boolean isFull(int error) {
        return error == LibC.EAGAIN || error == LibC.ENOBUFS;
    }

    @Override
    public @Nullable InetSocketAddress receive(ByteBuffer into, Duration timeout) {
        Lock guard = lock.readLock();
        guard.lock();
        try {
            if (incoming.isEmpty() && !closed.get() && incoming.fill(socket) == LibC.EAGAIN && waitForInput(timeout)) {
                incoming.fill(socket);
            }
            while (!closed.get() && !incoming.isEmpty()) {
                if (!incoming.isNextOversize()) {
                    counters.received.increment();
                    return incoming.take(into);
                }
                counters.oversize.increment();
                incoming.skip();
            }
            return null;
        } finally {
            guard.unlock();
        }
    }

    private boolean waitForInput(Duration timeout) {
        int millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
        LibC.poll(incoming.state(), pollSet, 2, millis);
        if ((pollSet.get(JAVA_SHORT, POLL_ENTRY + POLL_RESULT) & LibC.POLLIN) != 0 && !closed.get()) {
            LibC.read(incoming.state(), wake, woken);
        }
        return (pollSet.get(JAVA_SHORT, POLL_RESULT) & LibC.POLLIN) != 0;
    }

    @Override
    public void wakeup() {
        lock.readLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            if (!closed.get()) {
                LibC.write(arena.allocate(LibC.STATE), wake, arena.allocateFrom(JAVA_LONG, 1));
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public boolean isOpen() {
        return !closed.get();
    }

    @Override
    public String kind() {
        return segmented ? "segmented" : "native";
    }

    @Override
    public UdpStats stats() {
        return counters.snapshot();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.STATE);
            lock.readLock().lock();
            try {
                LibC.write(state, wake, arena.allocateFrom(JAVA_LONG, 1));
            } finally {
                lock.readLock().unlock();
            }
            release(state);
        }
    }

    private void release(MemorySegment state) {
        lock.writeLock().lock();
        try {
            LibC.close(state, socket);
            LibC.close(state, wake);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
