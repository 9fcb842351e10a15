// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import org.jspecify.annotations.Nullable;

/**
 * One frame cut into RTP payloads, made once by {@link H264Packetiser} and shared by all viewers and their
 * retransmission memories.
 *
 * <p>Threading. Immutable, apart from its bytes in a {@link PayloadRing}, which are there while {@link #isIntact}.
 */
public final class PacketisedFrame {

    private final byte[] bytes;
    private final int start;
    private final int[] ends;
    private final boolean key;
    private final long captureNanos;
    private final @Nullable PayloadRing ring;
    private final long position;

    /** A frame with memory of its own. */
    PacketisedFrame(byte[] bytes, int start, int[] ends, boolean key, long captureNanos) {
        this(bytes, null, 0, start, ends, key, captureNanos);
    }

    /** A frame in a ring, at this position. */
    PacketisedFrame(PayloadRing ring, long position, int start, int[] ends, boolean key, long captureNanos) {
        this(ring.bytes(), ring, position, start, ends, key, captureNanos);
    }

    private PacketisedFrame(
            byte[] bytes,
            @Nullable PayloadRing ring,
            long position,
            int start,
            int[] ends,
            boolean key,
            long captureNanos) {
        this.bytes = bytes;
        this.ring = ring;
        this.position = position;
        this.start = start;
        this.ends = ends;
        this.key = key;
        this.captureNanos = captureNanos;
    }

    /** Whether its bytes have not been overwritten; of bytes just read, whether they had not been. */
    boolean isIntact() {
        return ring == null || ring.holds(position);
    }

    /** How many RTP packets the frame needs; 0 for an access unit without NAL units. */
    public int packets() {
        return ends.length;
    }

    /** Bytes of all payloads together. */
    public int size() {
        return ends.length == 0 ? 0 : ends[ends.length - 1] - start;
    }

    /** Whether decoding can begin with this frame. */
    public boolean key() {
        return key;
    }

    /** When the frame was captured, on the clock of {@link System#nanoTime()}. */
    public long captureNanos() {
        return captureNanos;
    }

    /** The array that the payloads lie in. */
    byte[] bytes() {
        return bytes;
    }

    int offset(int packet) {
        return packet == 0 ? start : ends[packet - 1];
    }

    int length(int packet) {
        return ends[packet] - offset(packet);
    }

    boolean isLast(int packet) {
        return packet == ends.length - 1;
    }
}
