// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.BlockSource;
import io.baton.shared.threads.DaemonThreads;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A block device for a process without privilege: the connector, which is the program {@code connect-block-device} of
 * the Debian package, is started by systemd for each connection to {@link #SOCKET} and gives the other end of it to the
 * kernel. It is told the size, and answers with the node or a sentence.
 *
 * <p>Threading. One thread at a time; one thread of its own while it is connected.
 */
final class NbdConnectorClient implements BlockDevice {

    static final Path SOCKET = Path.of("/run/baton-block-device.socket");

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");
    private static final Pattern NODE = Pattern.compile("/dev/(nbd[0-9]{1,2})");
    private static final String ERROR = "error ";
    private static final int LONGEST_ANSWER = 200;
    /** From the connection to the answer: systemd starts a program in between. */
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private static final Duration JOIN = Duration.ofSeconds(2);

    private final Path socket;
    private final NbdNodes nodes;
    private final LongSupplier nanoTime;
    private final DaemonThreads threads;

    NbdConnectorClient(Path socket, NbdNodes nodes, LongSupplier nanoTime, DaemonThreads threads) {
        this.socket = socket;
        this.nodes = nodes;
        this.nanoTime = nanoTime;
        this.threads = threads;
    }

    @Override
    public boolean isUsable() {
        return nodes.arePresent() && Files.isWritable(socket);
    }

    @Override
    public Connection connect(BlockSource source) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        String name;
        try {
            channel.write(ByteBuffer.wrap((source.size() + "\n").getBytes(StandardCharsets.US_ASCII)));
            name = name(answer(channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        Thread server = threads.unstarted("baton-usb-nbd-server", new NbdServer(new Ends(channel), source)::run);
        Connection connection = new Served(nodes.node(name), channel, server, threads);
        server.start();
        nodes.awaitConnected(name, connection);
        LOG.info("block device connected by the connector name={} bytes={}", name, source.size());
        return connection;
    }

    private static String name(String answer) throws IOException {
        if (answer.startsWith(ERROR)) {
            throw new IOException(answer.substring(ERROR.length()));
        }
        Matcher node = NODE.matcher(answer);
        if (!node.matches()) {
            throw new IOException("the connector of block devices answered something else");
        }
        return node.group(1);
    }

    /** Reads the line of the answer, and nothing of what the kernel sends after it. */
    private String answer(SocketChannel channel) throws IOException {
        StringBuilder line = new StringBuilder();
        ByteBuffer piece = ByteBuffer.allocate(1);
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            long end = nanoTime.getAsLong() + LONGEST_START.toNanos();
            while (line.length() < LONGEST_ANSWER) {
                int read = channel.read(piece.clear());
                if (read < 0) {
                    throw new EOFException("the connector of block devices ended");
                }
                if (read > 0) {
                    char next = (char) (piece.get(0) & 0xFF);
                    if (next == '\n') {
                        break;
                    }
                    line.append(next);
                    continue;
                }
                long left = Duration.ofNanos(end - nanoTime.getAsLong()).toMillis();
                if (left <= 0) {
                    throw new IOException("the connector of block devices does not answer");
                }
                selector.select(left);
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted");
                }
            }
        }
        channel.configureBlocking(true);
        return line.toString();
    }

    private record Served(Path node, SocketChannel channel, Thread server, DaemonThreads threads)
            implements Connection {

        @Override
        public boolean isServing() {
            return server.isAlive();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("block device: {}", e.getMessage());
            }
            threads.join(server, JOIN);
            LOG.info("block device disconnected");
        }
    }

    private record Ends(SocketChannel channel) implements NbdServer.Socket {

        @Override
        public int read(byte[] into) throws IOException {
            return channel.read(ByteBuffer.wrap(into));
        }

        @Override
        public int write(byte[] from, int offset, int length) throws IOException {
            return channel.write(ByteBuffer.wrap(from, offset, length));
        }
    }
}
