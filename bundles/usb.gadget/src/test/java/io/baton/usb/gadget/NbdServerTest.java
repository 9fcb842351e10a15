// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.BlockSource;
import io.baton.shared.linux.Posix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The replies to requests, well-formed and not. */
final class NbdServerTest implements BlockSource {

    private static final byte[] CONTENT = new byte[10_000];

    static {
        new Random(5).nextBytes(CONTENT);
    }

    private boolean fails;

    @Override
    public long size() {
        return CONTENT.length;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        if (fails) {
            throw new IOException("gone");
        }
        into.put(CONTENT, (int) offset, into.remaining());
    }

    private static byte[] request(int type, long cookie, long offset, int length) {
        return ByteBuffer.allocate(NbdServer.REQUEST_BYTES)
                .putInt(NbdServer.REQUEST_MAGIC)
                .putShort((short) 0)
                .putShort((short) type)
                .putLong(cookie)
                .putLong(offset)
                .putInt(length)
                .array();
    }

    /** Sends requests, in pieces of seven bytes, and returns the replies. */
    private ByteBuffer answers(byte[]... requests) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(requests).forEach(all::writeBytes);
        ByteArrayInputStream in = new ByteArrayInputStream(all.toByteArray());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NbdServer.Socket socket = new NbdServer.Socket() {
            @Override
            public int read(byte[] into) {
                return in.read(into, 0, Math.min(into.length, 7));
            }

            @Override
            public int write(byte[] from, int offset, int length) {
                int count = Math.min(length, 1_000);
                out.write(from, offset, count);
                return count;
            }
        };
        new NbdServer(socket, this).run();
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static void assertReply(ByteBuffer replies, int error, long cookie) {
        assertEquals(NbdServer.REPLY_MAGIC, replies.getInt());
        assertEquals(error, replies.getInt());
        assertEquals(cookie, replies.getLong());
    }

    @Test
    void readsAreAnsweredInOrderUntilTheClientDisconnects() {
        ByteBuffer replies = answers(
                request(NbdServer.READ, 7, 100, 3_000),
                request(NbdServer.FLUSH, 8, 0, 0),
                request(NbdServer.DISCONNECT, 9, 0, 0),
                request(NbdServer.READ, 10, 0, 1));
        assertReply(replies, 0, 7);
        byte[] read = new byte[3_000];
        replies.get(read);
        assertArrayEquals(Arrays.copyOfRange(CONTENT, 100, 3_100), read);
        assertReply(replies, 0, 8);
        assertEquals(0, replies.remaining());
    }

    @Test
    void whatCannotBeDoneIsAnErrorOfThatRequest() {
        byte[] written = Arrays.copyOf(request(NbdServer.WRITE, 1, 0, 512), NbdServer.REQUEST_BYTES + 512);
        ByteBuffer replies = answers(
                written,
                request(NbdServer.READ, 2, 9_999, 2),
                request(NbdServer.READ, 3, -1, 2),
                request(99, 4, 0, 0),
                request(NbdServer.READ, 5, 9_999, 1));
        assertReply(replies, Posix.EPERM, 1);
        assertReply(replies, Posix.EINVAL, 2);
        assertReply(replies, Posix.EINVAL, 3);
        assertReply(replies, Posix.EINVAL, 4);
        assertReply(replies, 0, 5);
        fails = true;
        replies = answers(request(NbdServer.READ, 6, 0, 512));
        assertReply(replies, Posix.EIO, 6);
        assertEquals(0, replies.remaining());
    }

    @Test
    void garbageEndsTheConnection() {
        assertEquals(
                0,
                answers(request(NbdServer.READ, 1, 0, NbdServer.MAX_LENGTH + 1)).remaining());
        Random random = new Random(17);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            if (random.nextBoolean() && bytes.length >= 8) {
                ByteBuffer.wrap(bytes)
                        .putInt(NbdServer.REQUEST_MAGIC)
                        .putShort((short) 0)
                        .putShort((short) random.nextInt(5));
            }
            assertTrue(answers(bytes).remaining() <= CONTENT.length + 16);
        }
    }
}
