// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ServerTransportTest {

    private static final byte[] CHANGE_CIPHER_SPEC = {20, -2, -3, 0, 0, 0, 0, 0, 0, 0, 5, 0, 1, 1};
    private static final byte[] ENCRYPTED = {20, -2, -3, 0, 1, 0, 0, 0, 0, 0, 5, 0, 1, 1};
    private static final byte[] HANDSHAKE = {22, -2, -3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 2, 15, 0};

    private final DatagramPipe pipe = new DatagramPipe((data, offset, length) -> {});
    private final AtomicBoolean awaitsFinished = new AtomicBoolean();
    private final AtomicInteger dropped = new AtomicInteger();
    private final ServerTransport transport = new ServerTransport(pipe, awaitsFinished::get, dropped::incrementAndGet);

    private byte[] read() throws IOException {
        byte[] into = new byte[100];
        int size = transport.receive(into, 7, 93, 0);
        return Arrays.copyOfRange(into, 7, 7 + Math.max(0, size));
    }

    private void datagram(byte[]... records) {
        byte[] all = new byte[100];
        int size = 0;
        for (byte[] record : records) {
            System.arraycopy(record, 0, all, size, record.length);
            size += record.length;
        }
        assertTrue(pipe.offer(all, 0, size));
    }

    @Test
    void changeCipherSpecIsDroppedUntilOnlyFinishedIsMissing() throws IOException {
        datagram(CHANGE_CIPHER_SPEC);
        assertEquals(0, read().length);
        assertEquals(1, dropped.get());
        awaitsFinished.set(true);
        datagram(CHANGE_CIPHER_SPEC);
        assertArrayEquals(CHANGE_CIPHER_SPEC, read());
        assertEquals(1, dropped.get());
    }

    @Test
    void eachRecordOfADatagramIsJudgedWhenItIsRead() throws IOException {
        datagram(HANDSHAKE, CHANGE_CIPHER_SPEC, HANDSHAKE, CHANGE_CIPHER_SPEC, ENCRYPTED);
        assertArrayEquals(HANDSHAKE, read());
        assertEquals(0, read().length);
        assertArrayEquals(HANDSHAKE, read());
        awaitsFinished.set(true);
        assertArrayEquals(CHANGE_CIPHER_SPEC, read());
        assertArrayEquals(ENCRYPTED, read());
        assertEquals(1, dropped.get());
        assertEquals(-1, transport.receive(new byte[100], 0, 100, 0));
    }

    @Test
    void everythingElsePasses() throws IOException {
        for (byte[] record : new byte[][] {HANDSHAKE, ENCRYPTED, {20}}) {
            datagram(record);
            assertArrayEquals(record, read());
        }
        assertEquals(0, dropped.get());
    }

    @Test
    void unreadRestOfADatagramWaitsFirst() throws IOException {
        datagram(HANDSHAKE, ENCRYPTED, HANDSHAKE);
        datagram(CHANGE_CIPHER_SPEC);
        read();
        byte[] rest = Arrays.copyOf(ENCRYPTED, ENCRYPTED.length + HANDSHAKE.length);
        System.arraycopy(HANDSHAKE, 0, rest, ENCRYPTED.length, HANDSHAKE.length);
        assertArrayEquals(rest, pipe.poll());
        assertArrayEquals(CHANGE_CIPHER_SPEC, pipe.poll());
        assertEquals(null, pipe.poll());
    }

    @Test
    void closedTransportIsReadNoMore() throws IOException {
        datagram(HANDSHAKE, HANDSHAKE);
        transport.close();
        assertThrows(IOException.class, this::read);
    }
}
