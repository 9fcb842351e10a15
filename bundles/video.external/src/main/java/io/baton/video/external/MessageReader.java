// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a sender sends into messages. The memory it keeps grows with what has arrived, up to the largest message,
 * and not with what a length promises.
 *
 * <p>Threading. One thread.
 */
final class MessageReader {

    private static final int FIRST_SIZE = 64 << 10;
    private static final int MAX_SIZE = SenderMessageCodec.LENGTH + SenderMessageCodec.MAX_LENGTH;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(FIRST_SIZE);
    /** Where the next message begins; what has arrived ends at the buffer's position. */
    private int begin;

    /** Reads once. Returns how many bytes arrived; -1 when the sender has closed. */
    int fill(ReadableByteChannel from) throws IOException {
        makeRoom();
        return from.read(buffer);
    }

    /** Returns the next message, type first, valid until the next call of a method; null while it is incomplete. */
    @Nullable
    ByteBuffer next() throws SenderException {
        int arrived = buffer.position() - begin;
        if (arrived <= SenderMessageCodec.LENGTH) {
            return null;
        }
        int length = buffer.getInt(begin);
        int start = begin + SenderMessageCodec.LENGTH;
        SenderMessageCodec.checkLength(length, buffer.get(start) & 0xFF);
        if (arrived - SenderMessageCodec.LENGTH < length) {
            return null;
        }
        begin = start + length;
        return buffer.slice(start, length);
    }

    /** Whether a part of a message waits for the rest. */
    boolean isHalf() {
        return buffer.position() > begin;
    }

    /** Forgets what has arrived. */
    void clear() {
        buffer.clear();
        begin = 0;
    }

    private void makeRoom() {
        if (begin > 0) {
            buffer.flip().position(begin);
            buffer.compact();
            begin = 0;
        }
        if (!buffer.hasRemaining()) {
            ByteBuffer larger = ByteBuffer.allocateDirect(Math.min(2 * buffer.capacity(), MAX_SIZE));
            larger.put(buffer.flip());
            buffer = larger;
        }
    }
}
