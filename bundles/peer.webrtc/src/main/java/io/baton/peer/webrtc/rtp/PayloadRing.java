// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.lang.invoke.VarHandle;

/**
 * Memory for the payloads of frames, used again and again. Viewers remember frames for retransmission for seconds; an
 * array for each would outlive the young generation of the heap and fill the old one, by as much as the video's bit
 * rate.
 *
 * <p>A frame takes at most an eighth, so that the few frames that viewers have not sent yet stay untouched whatever
 * comes. Older ones are overwritten: their reader asks {@link #holds} before it reads, and again afterwards.
 *
 * <p>Threading. One thread reserves and writes; any thread may read.
 */
final class PayloadRing {

    /** Answers {@link #reserve} for a frame that is too large. */
    static final long NONE = -1;

    private final byte[] bytes;
    private final int largest;
    /** Bytes ever reserved; what lies further back than the ring is long has been overwritten. */
    private volatile long reserved;

    /** @param capacity in bytes; 0 for a ring that holds nothing */
    PayloadRing(int capacity) {
        bytes = new byte[capacity];
        largest = capacity / 8;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where a position lies in {@link #bytes}. */
    int index(long position) {
        return (int) (position % bytes.length);
    }

    /** Takes bytes that lie side by side, and returns their position, or {@link #NONE}. */
    long reserve(int size) {
        if (size > largest || size == 0) {
            return NONE;
        }
        long start = reserved;
        int rest = bytes.length - index(start);
        if (rest < size) {
            start += rest;
        }
        reserved = start + size;
        // no reader may find new bytes with the old number
        VarHandle.storeStoreFence();
        return start;
    }

    /** Whether what was written at the position is still there; after reading, whether it was while it was read. */
    boolean holds(long position) {
        VarHandle.acquireFence();
        return reserved - position <= bytes.length;
    }
}
