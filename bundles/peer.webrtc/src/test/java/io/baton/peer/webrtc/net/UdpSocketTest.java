// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.testkit.Patience;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UdpSocketTest {

    private static final Duration LONG = Patience.LONGEST;
    private static final InetSocketAddress ANY = new InetSocketAddress(0);

    @ParameterizedTest
    @EnumSource
    void everySocketKindProducesTheSameDatagrams(UdpSockets.Means means) throws IOException {
        byte[] batch = new byte[3 + 30 * 1100 + 417];
        new Random(1).nextBytes(batch);
        try (UdpSocket sender = open(means);
                UdpSocket receiver = open(UdpSockets.Means.CHANNEL)) {
            int length = batch.length - 3;
            assertEquals(length, sender.sendBatch(loopback(receiver, "127.0.0.1"), batch, 3, 1100, length));
            for (int at = 3; at < batch.length; at += 1100) {
                byte[] expected = Arrays.copyOfRange(batch, at, Math.min(at + 1100, batch.length));
                Received datagram = receive(receiver);
                assertArrayEquals(expected, datagram.bytes());
                assertEquals(loopback(sender, "127.0.0.1"), datagram.from());
            }
            assertEquals(31, sender.stats().sent());
            assertEquals(0, sender.stats().failed());
        }
    }

    @Test
    void batchIsOneSystemCallWithSegmentationOffload() throws IOException {
        try (UdpSocket sender = open(UdpSockets.Means.BEST);
                UdpSocket receiver = open(UdpSockets.Means.BEST)) {
            sender.sendBatch(loopback(receiver, "127.0.0.1"), new byte[10 * 500], 0, 500, 10 * 500);
            long expected = sender.kind().equals("segmented") ? 1 : 10;
            assertEquals(expected, sender.stats().sendCalls());
            for (int i = 0; i < 10; i++) {
                assertEquals(500, receive(receiver).bytes().length);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothAddressFamiliesAreServed(UdpSockets.Means means) throws IOException {
        try (UdpSocket socket = open(means);
                UdpSocket other = open(UdpSockets.Means.CHANNEL)) {
            for (String host : List.of("127.0.0.1", "::1")) {
                byte[] question = host.getBytes(StandardCharsets.UTF_8);
                assertTrue(other.send(loopback(socket, host), question, 0, question.length));
                Received heard = receive(socket);
                assertArrayEquals(question, heard.bytes());
                assertEquals(loopback(other, host), heard.from());
                assertTrue(socket.send(heard.from(), question, 0, question.length));
                assertEquals(loopback(socket, host), receive(other).from());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void datagramsAreAppendedAndOversizeOnesSkipped(UdpSockets.Means means) throws IOException {
        try (UdpSocket socket = open(means);
                UdpSocket other = open(means)) {
            InetSocketAddress to = loopback(socket, "127.0.0.1");
            other.send(to, new byte[UdpSocket.LARGEST_DATAGRAM + 1], 0, UdpSocket.LARGEST_DATAGRAM + 1);
            other.send(to, new byte[UdpSocket.LARGEST_DATAGRAM], 0, UdpSocket.LARGEST_DATAGRAM);
            ByteBuffer into =
                    ByteBuffer.allocate(UdpSocket.LARGEST_DATAGRAM + 5).position(5);
            assertNotNull(socket.receive(into, LONG));
            assertEquals(UdpSocket.LARGEST_DATAGRAM + 5, into.position());
            assertEquals(1, socket.stats().oversize());
            assertEquals(1, socket.stats().received());
        }
    }

    @ParameterizedTest
    @EnumSource
    void receiveReturnsNullAfterItsTimeout(UdpSockets.Means means) throws IOException {
        try (UdpSocket socket = open(means)) {
            assertNull(socket.receive(ByteBuffer.allocate(UdpSocket.LARGEST_DATAGRAM), Duration.ofMillis(1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closeEndsAWaitingReceiveAndLaterSendsAreLost(UdpSockets.Means means) throws Exception {
        UdpSocket socket = open(means);
        CountDownLatch started = new CountDownLatch(1);
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            ByteBuffer into = ByteBuffer.allocate(UdpSocket.LARGEST_DATAGRAM);
            started.countDown();
            return socket.receive(into, Duration.ofMinutes(5)) == null;
        });
        Thread.ofPlatform().daemon().start(waiting);
        assertTrue(started.await(LONG.toSeconds(), TimeUnit.SECONDS));
        socket.close();
        socket.close();
        assertTrue(waiting.get(LONG.toSeconds(), TimeUnit.SECONDS));
        assertFalse(socket.isOpen());
        assertEquals(1000, socket.sendBatch(loopback(socket, "127.0.0.1"), new byte[1000], 0, 100, 1000));
        assertNull(socket.receive(ByteBuffer.allocate(UdpSocket.LARGEST_DATAGRAM), LONG));
        assertEquals(0, socket.stats().sent());
    }

    @ParameterizedTest
    @EnumSource
    void unsendableDatagramIsLostAndCounted(UdpSockets.Means means) throws IOException {
        try (UdpSocket socket = open(means)) {
            InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 9);
            assertEquals(300, socket.sendBatch(unresolved, new byte[300], 0, 100, 300));
            assertEquals(3, socket.stats().failed());
        }
    }

    @ParameterizedTest
    @EnumSource
    void occupiedPortThrows(UdpSockets.Means means) throws IOException {
        try (UdpSocket first = open(means)) {
            InetSocketAddress taken = new InetSocketAddress(first.localAddress().getPort());
            assertThrows(BindException.class, () -> UdpSockets.open(taken, 65_536, means));
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneAddressCanBeBound(UdpSockets.Means means) throws IOException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        try (UdpSocket socket = UdpSockets.open(local, 65_536, means);
                UdpSocket other = open(means)) {
            assertEquals(
                    InetAddress.ofLiteral("127.0.0.1"), socket.localAddress().getAddress());
            assertTrue(other.send(socket.localAddress(), new byte[] {1}, 0, 1));
            assertEquals(1, receive(socket).bytes().length);
        }
    }

    private record Received(InetSocketAddress from, byte[] bytes) {}

    private static Received receive(UdpSocket socket) {
        ByteBuffer into = ByteBuffer.allocate(UdpSocket.LARGEST_DATAGRAM);
        InetSocketAddress from = socket.receive(into, LONG);
        assertNotNull(from, "nothing came");
        return new Received(from, Arrays.copyOf(into.array(), into.position()));
    }

    private static UdpSocket open(UdpSockets.Means means) throws IOException {
        return UdpSockets.open(ANY, UdpSockets.DEFAULT_BUFFER, means);
    }

    private static InetSocketAddress loopback(UdpSocket socket, String host) {
        return new InetSocketAddress(
                InetAddress.ofLiteral(host), socket.localAddress().getPort());
    }
}
