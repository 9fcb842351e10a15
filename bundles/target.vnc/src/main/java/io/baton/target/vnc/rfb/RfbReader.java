// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Reads the numbers and bytes that a server sends.
 *
 * <p>Threading. One thread.
 */
public final class RfbReader {

    private static final int BUFFER = 64 * 1024;
    private static final int SHOWN = 200;

    private final ReadableByteChannel channel;
    private final Runnable progress;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).flip();

    /** @param progress called whenever bytes have come */
    public RfbReader(ReadableByteChannel channel, Runnable progress) {
        this.channel = channel;
        this.progress = progress;
    }

    public int u8() throws IOException {
        need(1);
        return buffer.get() & 0xFF;
    }

    public int u16() throws IOException {
        need(2);
        return buffer.getShort() & 0xFFFF;
    }

    public int s32() throws IOException {
        need(4);
        return buffer.getInt();
    }

    public long u32() throws IOException {
        return Integer.toUnsignedLong(s32());
    }

    /** Reads exactly {@code length} bytes. */
    public void bytes(byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            need(1);
            int part = Math.min(length - done, buffer.remaining());
            buffer.get(into, offset + done, part);
            done += part;
        }
    }

    /** Reads exactly {@code length} bytes. */
    public byte[] bytes(int length) throws IOException {
        byte[] into = new byte[length];
        bytes(into, 0, length);
        return into;
    }

    /** Drops {@code length} bytes. */
    public void skip(long length) throws IOException {
        long left = length;
        while (left > 0) {
            need(1);
            int part = (int) Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + part);
            left -= part;
        }
    }

    /**
     * Reads a text that its length precedes, as one line that is fit for a log: at most {@value #SHOWN} characters,
     * printable ones.
     *
     * @param longest bytes beyond which it is refused
     */
    public String text(int longest) throws IOException {
        long length = u32();
        if (length > longest) {
            throw new RfbException("a text of " + length + " bytes");
        }
        byte[] shown = bytes((int) Math.min(length, SHOWN));
        skip(length - shown.length);
        return new String(shown, StandardCharsets.UTF_8)
                .replaceAll("[^\\x20-\\x7E\\u00A0-\\uFFFD]+", " ")
                .strip();
    }

    private void need(int count) throws IOException {
        if (buffer.remaining() >= count) {
            return;
        }
        buffer.compact();
        while (buffer.position() < count) {
            if (channel.read(buffer) < 0) {
                buffer.flip();
                throw new EOFException("the server closed the connection");
            }
            progress.run();
        }
        buffer.flip();
    }
}
