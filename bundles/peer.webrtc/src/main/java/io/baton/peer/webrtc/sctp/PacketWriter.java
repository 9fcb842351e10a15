// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Bundles chunks into packets (RFC 9260 section 6.10) in one buffer that is used again and again. A chunk that no
 * longer fits sends the packet begun so far.
 */
final class PacketWriter {

    private final ByteBuffer buffer;
    private final Consumer<ByteBuffer> out;
    private final CRC32C crc = new CRC32C();
    private final int ports;
    private int tag;
    private int end;
    private long packets;

    PacketWriter(int maxPacketSize, int localPort, int remotePort, Consumer<ByteBuffer> out) {
        this.buffer = ByteBuffer.allocate(maxPacketSize);
        this.ports = localPort << 16 | remotePort;
        this.out = out;
    }

    /** Sends what is begun; packets from now on carry the tag. */
    void tag(int verificationTag) {
        flush();
        tag = verificationTag;
    }

    /** Whether a chunk with so many body bytes fits into any packet. */
    boolean possible(int body) {
        return SctpConstants.COMMON_HEADER + SctpConstants.padded(SctpConstants.CHUNK_HEADER + body)
                <= buffer.capacity();
    }

    /** Whether the chunk fits behind those already begun. */
    boolean fits(int body) {
        return start() + SctpConstants.padded(SctpConstants.CHUNK_HEADER + body) <= buffer.capacity();
    }

    /**
     * Begins a chunk; the caller must write exactly {@code body} bytes at the returned buffer's position. Padding is
     * taken care of.
     */
    ByteBuffer chunk(int type, int flags, int body) {
        if (!fits(body)) {
            flush();
        }
        int start = start();
        int length = SctpConstants.CHUNK_HEADER + body;
        end = start + SctpConstants.padded(length);
        for (int i = start + length; i < end; i++) {
            buffer.put(i, (byte) 0);
        }
        return buffer.position(start).put((byte) type).put((byte) flags).putShort((short) length);
    }

    /** Sends the packet begun, if any. */
    void flush() {
        if (end == 0) {
            return;
        }
        buffer.putInt(0, ports).putInt(4, tag).putInt(8, 0);
        crc.reset();
        crc.update(buffer.array(), 0, end);
        buffer.putInt(8, Integer.reverseBytes((int) crc.getValue()));
        buffer.position(0).limit(end);
        end = 0;
        packets++;
        try {
            out.accept(buffer);
        } finally {
            buffer.clear();
        }
    }

    long packets() {
        return packets;
    }

    private int start() {
        return end == 0 ? SctpConstants.COMMON_HEADER : end;
    }
}
