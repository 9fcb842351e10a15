// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * One frame cut into RTP payloads, made once by {@link H264Packetiser} and shared by all viewers and their
 * retransmission memories.
 *
 * <p>Threading. Immutable; {@link #bytes()} is not written to after construction.
 */
public final class PacketisedFrame {

    private final byte[] bytes;
    private final int[] ends;
    private final boolean key;
    private final long captureNanos;

    PacketisedFrame(byte[] bytes, int[] ends, boolean key, long captureNanos) {
        this.bytes = bytes;
        this.ends = ends;
        this.key = key;
        this.captureNanos = captureNanos;
    }

    /** How many RTP packets the frame needs; 0 for an access unit without NAL units. */
    public int packets() {
        return ends.length;
    }

    /** BigEndian of all payloads together. */
    public int size() {
        return bytes.length;
    }

    /** Whether decoding can begin with this frame. */
    public boolean key() {
        return key;
    }

    /** When the frame was captured, on the clock of {@link System#nanoTime()}. */
    public long captureNanos() {
        return captureNanos;
    }

    byte[] bytes() {
        return bytes;
    }

    int offset(int packet) {
        return packet == 0 ? 0 : ends[packet - 1];
    }

    int length(int packet) {
        return ends[packet] - offset(packet);
    }

    boolean isLast(int packet) {
        return packet == ends.length - 1;
    }
}
