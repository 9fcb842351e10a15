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
 * The transport of the DTLS engine, which reads datagrams, filled by the socket's owner, which hands them in. During
 * the handshake a read waits; afterwards each read returns the one datagram just handed in, and the next one throws an
 * exception allocated beforehand, which ends the engine's loop.
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

    byte @Nullable [] poll() {
        return counted(waiting.poll());
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
        try {
            byte[] data = counted(waiting.poll(waitMillis, TimeUnit.MILLISECONDS));
            if (closed) {
                throw new IOException("closed");
            }
            return data == null ? -1 : copy(data, 0, data.length, into, offset, length);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
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
