// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import io.baton.video.AccessUnit;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts access units into RTP payloads in non-interleaved mode (RFC 6184, packetization-mode 1). Small NAL units that
 * follow each other share a STAP-A, large ones become FU-A fragments of equal size, so that all but the last can leave
 * in one segmented send.
 *
 * <p>Access unit delimiters and filler data are left out: RTP says the same by timestamp and marker.
 *
 * <p>Threading. Not thread-safe; owned by the thread that delivers the encoder's frames.
 */
public final class H264Packetiser {

    /**
     * Default size limit of a payload in bytes: with 12 bytes of header, 12 of extensions, 2 for retransmission and 16
     * of tag a datagram has at most 1200 bytes, which passes everywhere, IPv6 and tunnels included.
     */
    public static final int DEFAULT_PAYLOAD = 1158;

    private static final int TYPE_MASK = 0x1f;
    private static final int IMPORTANCE_MASK = 0x60;
    private static final int DELIMITER = 9;
    private static final int FILLER = 12;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int FU_HEADERS = 2;
    private static final int FIRST = 0x80;
    private static final int LAST = 0x40;
    private static final int SMALLEST_LIMIT = 64;

    private final int limit;
    private final PayloadRing ring;
    private final AnnexBReader nals = new AnnexBReader();
    private int[] ends = new int[64];
    private int packets;

    /**
     * Each frame gets memory of its own.
     *
     * @param limit size limit of a payload in bytes, 64–65 000
     */
    public H264Packetiser(int limit) {
        this(limit, 0);
    }

    /**
     * Frames share memory: the oldest are overwritten and can be retransmitted no more.
     *
     * @param limit size limit of a payload in bytes, 64–65 000
     * @param shared bytes; frames larger than an eighth of them get memory of their own
     */
    public H264Packetiser(int limit, int shared) {
        if (limit < SMALLEST_LIMIT || limit > 65_000) {
            throw new IllegalArgumentException("payload limit must be within 64–65000: " + limit);
        }
        this.limit = limit;
        ring = new PayloadRing(shared);
    }

    /** The frame's payloads; the access unit is not kept. */
    public PacketisedFrame packetise(AccessUnit unit) {
        ByteBuffer in = unit.annexB();
        nals.read(in);
        packets = 0;
        int size = layOut(in, null, 0);
        packets = 0;
        long position = ring.reserve(size);
        if (position == PayloadRing.NONE) {
            byte[] own = new byte[size];
            layOut(in, own, 0);
            return new PacketisedFrame(own, 0, Arrays.copyOf(ends, packets), unit.key(), unit.captureNanos());
        }
        int start = ring.index(position);
        layOut(in, ring.bytes(), start);
        return new PacketisedFrame(
                ring, position, start, Arrays.copyOf(ends, packets), unit.key(), unit.captureNanos());
    }

    /** Measures (without {@code out}) or writes all payloads; returns where they end. */
    private int layOut(ByteBuffer in, byte @Nullable [] out, int start) {
        int at = start;
        int i = 0;
        while (i < nals.count()) {
            if (isNoise(in, i)) {
                i++;
                continue;
            }
            int together = run(in, i);
            if (together > i + 1) {
                at = stap(in, i, together, out, at);
            } else if (nals.length(i) <= limit) {
                at = single(in, i, out, at);
            } else {
                at = fragments(in, i, out, at);
            }
            i = together;
        }
        return at;
    }

    /** One past the last NAL unit that fits into an aggregate beginning with {@code first}. */
    private int run(ByteBuffer in, int first) {
        int size = 1;
        int i = first;
        while (i < nals.count() && !isNoise(in, i) && size + Short.BYTES + nals.length(i) <= limit) {
            size += Short.BYTES + nals.length(i);
            i++;
        }
        return Math.max(i, first + 1);
    }

    private int stap(ByteBuffer in, int from, int to, byte @Nullable [] out, int start) {
        int at = start + 1;
        int importance = 0;
        for (int i = from; i < to; i++) {
            int length = nals.length(i);
            if (out != null) {
                importance = Math.max(importance, in.get(nals.start(i)) & IMPORTANCE_MASK);
                out[at] = (byte) (length >>> 8);
                out[at + 1] = (byte) length;
                in.get(nals.start(i), out, at + Short.BYTES, length);
            }
            at += Short.BYTES + length;
        }
        if (out != null) {
            out[start] = (byte) (importance | STAP_A);
        }
        endPacket(at);
        return at;
    }

    private int single(ByteBuffer in, int i, byte @Nullable [] out, int at) {
        int length = nals.length(i);
        if (out != null) {
            in.get(nals.start(i), out, at, length);
        }
        endPacket(at + length);
        return at + length;
    }

    private int fragments(ByteBuffer in, int i, byte @Nullable [] out, int start) {
        int header = in.get(nals.start(i));
        int from = nals.start(i) + 1;
        int rest = nals.length(i) - 1;
        int room = limit - FU_HEADERS;
        int count = (rest + room - 1) / room;
        int size = (rest + count - 1) / count;
        int at = start;
        int flags = FIRST;
        while (rest > 0) {
            int length = Math.min(size, rest);
            rest -= length;
            if (rest == 0) {
                flags |= LAST;
            }
            if (out != null) {
                out[at] = (byte) ((header & ~TYPE_MASK) | FU_A);
                out[at + 1] = (byte) ((header & TYPE_MASK) | flags);
                in.get(from, out, at + FU_HEADERS, length);
            }
            from += length;
            at += FU_HEADERS + length;
            flags = 0;
            endPacket(at);
        }
        return at;
    }

    private boolean isNoise(ByteBuffer in, int i) {
        int type = in.get(nals.start(i)) & TYPE_MASK;
        return type == DELIMITER || type == FILLER;
    }

    private void endPacket(int at) {
        if (packets == ends.length) {
            ends = Arrays.copyOf(ends, 2 * packets);
        }
        ends[packets++] = at;
    }
}
