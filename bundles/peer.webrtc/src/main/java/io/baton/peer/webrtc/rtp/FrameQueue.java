// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.util.ArrayDeque;

/** Frames on their way out, the first one perhaps half gone. Not thread-safe. */
final class FrameQueue {

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private int nextPacket;
    private long bytes;

    /** A frame with the timestamp its packets carry. */
    record Entry(PacketisedFrame frame, int timestamp, long queuedAt) {}

    void add(PacketisedFrame frame, int timestamp, long now) {
        entries.add(new Entry(frame, timestamp, now));
        bytes += frame.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    /** Payload bytes not taken yet. */
    long bytes() {
        return bytes;
    }

    /** The frame the next packet belongs to. */
    Entry head() {
        return entries.getFirst();
    }

    /** The next packet within {@link #head()}. */
    int packet() {
        return nextPacket;
    }

    /** The next packet has been taken. */
    void advance() {
        PacketisedFrame frame = head().frame();
        bytes -= frame.length(nextPacket);
        if (frame.isLast(nextPacket)) {
            entries.removeFirst();
            nextPacket = 0;
        } else {
            nextPacket++;
        }
    }

    void clear() {
        entries.clear();
        nextPacket = 0;
        bytes = 0;
    }
}
