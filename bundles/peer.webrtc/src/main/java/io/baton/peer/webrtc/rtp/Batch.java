// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * Finished datagrams that leave together: all of one size, the last one perhaps shorter, as UDP segmentation offload
 * wants them. What the socket did not take stays here, because an encrypted packet can only be sent as it is.
 */
final class Batch {

    private static final int MOST_SEGMENTS = 48;
    private static final int CAPACITY = 60 * 1024;

    private final byte[] buffer = new byte[CAPACITY];
    private int segmentSize;
    private int segments;
    private int length;
    private int sent;
    private boolean complete;

    /** Whether a datagram of {@code size} bytes may join. */
    boolean accepts(int size) {
        if (segments == 0) {
            return size <= CAPACITY;
        }
        return !complete && size <= segmentSize && segments < MOST_SEGMENTS && length + size <= CAPACITY;
    }

    /** Where the next datagram is to be written. */
    byte[] buffer() {
        return buffer;
    }

    int end() {
        return length;
    }

    /** A datagram that {@link #accepts} agreed to has been written at {@link #end}. */
    void added(int size) {
        if (segments == 0) {
            segmentSize = size;
        }
        complete = size < segmentSize;
        segments++;
        length += size;
    }

    boolean isEmpty() {
        return segments == 0;
    }

    /** Hands over what is left; answers whether all of it was taken, in which case the batch is empty again. */
    boolean push(PacketSink sink) {
        sent += sink.send(buffer, sent, segmentSize, length - sent);
        if (sent < length) {
            return false;
        }
        clear();
        return true;
    }

    void clear() {
        segments = 0;
        length = 0;
        sent = 0;
        complete = false;
    }
}
