// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.BlockSource;
import io.baton.shared.threads.DaemonThreads;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said to the connector, at a socket of the kernel; the connector itself is in the device test. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class NbdConnectorClientTest implements BlockSource {

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");
    private static final int SIZE = 8_192;

    private Path socket;
    private Path blocks;
    private ServerSocketChannel listener;
    private NbdConnectorClient client;

    @BeforeEach
    void create(@TempDir Path directory) throws IOException {
        socket = directory.resolve("socket");
        blocks = directory.resolve("block");
        Files.createDirectories(blocks.resolve("nbd0"));
        Files.createDirectories(blocks.resolve("nbd3"));
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        client = client(System::nanoTime);
    }

    private NbdConnectorClient client(LongSupplier nanoTime) {
        return new NbdConnectorClient(
                socket, new NbdNodes(Path.of("/dev"), blocks, 2), nanoTime, new DaemonThreads(LOG, reason -> {}));
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    @Override
    public long size() {
        return SIZE;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        for (long at = offset; into.hasRemaining(); at++) {
            into.put((byte) at);
        }
    }

    /** Plays the program that systemd starts: takes a connection, answers, and gives it to the kernel. */
    private CompletableFuture<SocketChannel> answering(String answer) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                SocketChannel end = listener.accept();
                assertEquals(SIZE + "\n", text(end, 5));
                end.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
                return end;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static String text(SocketChannel end, int length) throws IOException {
        return new String(bytes(end, length), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(SocketChannel end, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && end.read(bytes) >= 0) {
            // until it is whole
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Test
    void kernelReadsTheSourceAtTheOtherEnd() throws Exception {
        Files.createFile(blocks.resolve("nbd3/pid"));
        Files.writeString(blocks.resolve("nbd3/size"), "16\n");
        CompletableFuture<SocketChannel> kernel = answering("/dev/nbd3\n");
        assertTrue(client.isUsable());
        BlockDevice.Connection connection = client.connect(this);
        assertEquals(Path.of("/dev/nbd3"), connection.node());
        try (SocketChannel end = kernel.get()) {
            end.write(ByteBuffer.allocate(NbdServer.REQUEST_BYTES)
                    .putInt(NbdServer.REQUEST_MAGIC)
                    .putShort((short) 0)
                    .putShort((short) NbdServer.READ)
                    .putLong(7)
                    .putLong(512)
                    .putInt(1_024)
                    .flip());
            ByteBuffer reply = ByteBuffer.wrap(bytes(end, 16 + 1_024));
            assertEquals(NbdServer.REPLY_MAGIC, reply.getInt());
            assertEquals(0, reply.getInt());
            assertEquals(7, reply.getLong());
            ByteBuffer expected = ByteBuffer.allocate(1_024);
            read(512, expected);
            assertArrayEquals(expected.array(), Arrays.copyOfRange(reply.array(), 16, 16 + 1_024));
            assertTrue(connection.isServing());
            connection.close();
            assertFalse(connection.isServing());
            assertEquals(0, bytes(end, 1).length, "the end, by which the kernel frees the device");
        }
    }

    @Test
    void whatTheConnectorSaysIsTheReason() throws Exception {
        CompletableFuture<SocketChannel> end = answering("error no network block device is free\n");
        IOException refused = assertThrows(IOException.class, () -> client.connect(this));
        assertEquals("no network block device is free", refused.getMessage());
        assertEquals(0, bytes(end.get(), 1).length, "the connection is closed");
    }

    @Test
    void answersOfSomethingElseAreRefused() throws Exception {
        for (String answer : new String[] {"/dev/sda\n", "/dev/nbd3/../sda\n", "\n", "x".repeat(1_000)}) {
            CompletableFuture<SocketChannel> end = answering(answer);
            IOException refused = assertThrows(IOException.class, () -> client.connect(this), answer);
            assertEquals("the connector of block devices answered something else", refused.getMessage());
            end.get().close();
        }
    }

    @Test
    void connectorThatEndsOrDoesNotAnswerIsAFailure() throws Exception {
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> {
            try (SocketChannel end = listener.accept()) {
                assertEquals(SIZE + "\n", text(end, 5));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThrows(EOFException.class, () -> client.connect(this));
        ended.get();
        AtomicLong now = new AtomicLong();
        NbdConnectorClient waiting = client(() -> now.getAndAdd(TimeUnit.SECONDS.toNanos(31)));
        IOException silent = assertThrows(IOException.class, () -> waiting.connect(this));
        assertEquals("the connector of block devices does not answer", silent.getMessage());
    }

    @Test
    void deviceThatTheKernelDoesNotConnectIsAFailure() throws Exception {
        // its client is there, and its size is not yet
        Files.createFile(blocks.resolve("nbd3/pid"));
        Files.writeString(blocks.resolve("nbd3/size"), "0\n");
        CompletableFuture<SocketChannel> end = answering("/dev/nbd3\n");
        assertThrows(IOException.class, () -> client.connect(this));
        assertEquals(0, bytes(end.get(), 1).length, "the connection is closed");
    }

    @Test
    void usableOnlyWithAConnectorAndTheModule() throws Exception {
        assertTrue(client.isUsable());
        Files.delete(blocks.resolve("nbd0"));
        assertFalse(client.isUsable());
        Files.createDirectories(blocks.resolve("nbd0"));
        Files.delete(socket);
        assertFalse(client.isUsable());
    }
}
