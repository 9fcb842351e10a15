// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.io.ByteArrayOutputStream;

/**
 * The messages that wait until the server takes them. Adding never blocks; the one who adds asks {@link #isFull} before
 * it makes more.
 *
 * <p>Threading. Any thread adds, one takes.
 */
public final class SendQueue {

    /** Bytes from which on the queue is full: about a hundred movements of the pointer. */
    static final int FULL = 640;

    /** Bytes that cannot come together while {@link #isFull} is respected. */
    private static final int LIMIT = 64 * 1024;

    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean closed;

    /** Adds a message; none once it is closed. */
    public synchronized void add(byte[] message) {
        if (closed || waiting.size() > LIMIT) {
            return;
        }
        waiting.writeBytes(message);
        notifyAll();
    }

    public synchronized boolean isFull() {
        return waiting.size() >= FULL;
    }

    /** Waits for messages and takes them all; an empty array once it is closed and empty. */
    public synchronized byte[] take() throws InterruptedException {
        while (waiting.size() == 0 && !closed) {
            wait();
        }
        byte[] all = waiting.toByteArray();
        waiting.reset();
        return all;
    }

    /** Nothing is added any more; what waits is still taken. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
