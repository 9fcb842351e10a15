// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * The transport of the DTLS engine, filled by the socket's owner, which hands in datagrams of whole records. Each read
 * returns one record: the engine drops all of a datagram whose first record is of a past epoch, and keeps what it has
 * not read of one. During the handshake a read waits; afterwards it returns the one record just handed in, and the next
 * one throws an exception allocated beforehand, which ends the engine's loop.
 */
final class DatagramPipe implements DatagramTransport {

    /** The largest record read; a path of 1500 bytes carries no larger one. */
    static final int RECEIVE_LIMIT = 2_048;

    /** The largest datagram sent, bytes; it passes every usual path. */
    private static final int SEND_LIMIT = 1_200;

    private static final int WAITING = 64;

    /** What may wait in all, bytes: with {@link HandshakeBounds} the memory one handshake costs. */
    private static final int WAITING_BYTES = 32 * 1024;

    private final DtlsOutput output;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final InterruptedIOException nothing = new Nothing();
    private volatile boolean closed;
    private volatile boolean direct;

    /** A datagram during the handshake, then the record presented; null once all of it is read. */
    private byte @Nullable [] current;

    private int currentOffset;
    private int currentLength;

    DatagramPipe(DtlsOutput output) {
        this.output = output;
    }

    /** Keeps a datagram until it is read; false when too many wait. */
    boolean offer(byte[] data, int offset, int length) {
        // one thread offers, so the sum only falls meanwhile
        if (length > RECEIVE_LIMIT || waitingBytes.get() + length > WAITING_BYTES) {
            return false;
        }
        boolean taken = waiting.offer(Arrays.copyOfRange(data, offset, offset + length));
        if (taken) {
            waitingBytes.addAndGet(length);
        }
        return taken;
    }

    /** The next datagram that waits, at first the unread rest of one that the handshake has begun to read. */
    byte @Nullable [] poll() {
        byte[] begun = current;
        if (begun == null) {
            return counted(waiting.poll());
        }
        current = null;
        return Arrays.copyOfRange(begun, currentOffset, currentOffset + currentLength);
    }

    private byte @Nullable [] counted(byte @Nullable [] data) {
        if (data != null) {
            waitingBytes.addAndGet(-data.length);
        }
        return data;
    }

    /** From now on reads find only what {@link #present} shows. */
    void direct() {
        direct = true;
    }

    void present(byte[] data, int offset, int length) {
        current = data;
        currentOffset = offset;
        currentLength = length;
    }

    void stop() {
        closed = true;
        // wakes a waiting reader; a full queue has one to read anyway
        waiting.offer(new byte[0]);
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
        if (direct) {
            byte[] data = current;
            current = null;
            if (data == null) {
                throw nothing;
            }
            return copy(data, currentOffset, currentLength, into, offset, length);
        }
        if (closed) {
            throw new IOException("closed");
        }
        byte[] data = current;
        if (data == null) {
            data = await(waitMillis);
            if (data == null) {
                return -1;
            }
            present(data, 0, data.length);
        }
        return copyRecord(data, into, offset, length);
    }

    private byte @Nullable [] await(int waitMillis) throws IOException {
        try {
            byte[] data = counted(waiting.poll(waitMillis, TimeUnit.MILLISECONDS));
            if (closed) {
                throw new IOException("closed");
            }
            return data;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private int copyRecord(byte[] data, byte[] into, int offset, int length) {
        int from = currentOffset;
        int size = RecordFilter.recordLength(data, from, currentLength);
        if (size == 0 || size == currentLength) {
            size = currentLength;
            current = null;
        } else {
            present(data, from + size, currentLength - size);
        }
        return copy(data, from, size, into, offset, length);
    }

    private static int copy(byte[] data, int from, int size, byte[] into, int offset, int length) {
        int taken = Math.min(size, length);
        System.arraycopy(data, from, into, offset, taken);
        return taken;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    @Override
    public void send(byte[] data, int offset, int length) {
        output.send(data, offset, length);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** No more datagrams now. Without a stack trace: it is thrown for every packet. */
    private static final class Nothing extends InterruptedIOException {

        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
