// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A viewer's memory of its latest packets, for retransmission. Payloads are not copied: entries point into the frames
 * all viewers share. For peers without RTX it keeps the encrypted bytes, because only those may be repeated under the
 * same number.
 */
final class SentPackets {

    private static final long NONE = -1;

    private final int mask;
    private final long[] indexes;
    private final @Nullable PacketisedFrame[] frames;
    private final int[] packets;
    private final int[] timestamps;
    private final long[] lastSent;
    private final boolean[] repeated;
    private final byte @Nullable [] @Nullable [] sealed;

    /**
     * @param capacity packets remembered, a power of two
     * @param keepSealed whether encrypted bytes are kept
     */
    SentPackets(int capacity, boolean keepSealed) {
        mask = capacity - 1;
        indexes = new long[capacity];
        frames = new PacketisedFrame[capacity];
        packets = new int[capacity];
        timestamps = new int[capacity];
        lastSent = new long[capacity];
        repeated = new boolean[capacity];
        sealed = keepSealed ? new byte[capacity][] : null;
        Arrays.fill(indexes, NONE);
    }

    void add(long index, PacketisedFrame frame, int packet, int timestamp, long now) {
        int slot = (int) index & mask;
        indexes[slot] = index;
        frames[slot] = frame;
        packets[slot] = packet;
        timestamps[slot] = timestamp;
        lastSent[slot] = now;
        repeated[slot] = false;
    }

    void addSealed(long index, byte[] buffer, int at, int length) {
        if (sealed != null) {
            sealed[(int) index & mask] = Arrays.copyOfRange(buffer, at, at + length);
        }
    }

    /** Where packet {@code index} is remembered, or −1. */
    int find(long index) {
        int slot = (int) index & mask;
        return index >= 0 && indexes[slot] == index ? slot : -1;
    }

    PacketisedFrame frame(int slot) {
        PacketisedFrame frame = frames[slot];
        if (frame == null) {
            throw new IllegalStateException("an empty slot");
        }
        return frame;
    }

    int packet(int slot) {
        return packets[slot];
    }

    int timestamp(int slot) {
        return timestamps[slot];
    }

    byte @Nullable [] sealed(int slot) {
        return sealed == null ? null : sealed[slot];
    }

    /** Whether the packet has been repeated so lately that the repetition may still be on its way. */
    boolean isOnItsWay(int slot, long now, long roundTripNanos) {
        return repeated[slot] && now - lastSent[slot] < roundTripNanos;
    }

    void repeated(int slot, long now) {
        repeated[slot] = true;
        lastSent[slot] = now;
    }

    /** Lets go of all frames. */
    void clear() {
        Arrays.fill(indexes, NONE);
        Arrays.fill(frames, null);
        if (sealed != null) {
            Arrays.fill(sealed, null);
        }
    }
}
