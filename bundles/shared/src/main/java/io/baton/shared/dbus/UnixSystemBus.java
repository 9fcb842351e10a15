// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.dbus;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The message bus behind a unix socket (D-Bus specification 0.43: authentication EXTERNAL, protocol version 1). Each
 * call has a connection of its own, so that a bus or service that restarts needs no care.
 *
 * <p>Threading. Any thread; a call blocks until its reply, for the given time at most.
 */
public final class UnixSystemBus implements SystemBus {

    /** Where the bus of the system listens, unless the environment says otherwise. */
    public static final Path SOCKET = Path.of("/run/dbus/system_bus_socket");

    private static final String BUS = "org.freedesktop.DBus";
    private static final int MAX_LINE = 1_024;

    private final Path socket;
    private final long userId;
    private final Duration longest;
    private final LongSupplier nanoTime;

    /**
     * @param userId the numeric id of the user of this process, which the bus compares with the socket's
     * @param longest the longest time of a call, its connection included
     */
    public UnixSystemBus(Path socket, long userId, Duration longest, LongSupplier nanoTime) {
        this.socket = socket;
        this.userId = userId;
        this.longest = longest;
        this.nanoTime = nanoTime;
    }

    @Override
    public List<Object> call(
            String destination, String path, String type, String member, String signature, List<Object> arguments)
            throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            Link link = new Link(channel, selector, nanoTime.getAsLong() + longest.toNanos());
            link.authenticate();
            link.write(Message.call(1, BUS, "/org/freedesktop/DBus", BUS, "Hello", "", List.of()));
            link.reply(1);
            link.write(Message.call(2, destination, path, type, member, signature, arguments));
            return link.reply(2);
        } catch (IllegalArgumentException e) {
            throw new IOException("malformed message from the bus: " + e.getMessage(), e);
        }
    }

    private final class Link {

        private final SocketChannel channel;
        private final Selector selector;
        private final long deadline;

        Link(SocketChannel channel, Selector selector, long deadline) {
            this.channel = channel;
            this.selector = selector;
            this.deadline = deadline;
        }

        void authenticate() throws IOException {
            String id = HexFormat.of().formatHex(Long.toString(userId).getBytes(StandardCharsets.US_ASCII));
            write(("\0AUTH EXTERNAL " + id + "\r\n").getBytes(StandardCharsets.US_ASCII));
            if (!line().startsWith("OK ")) {
                throw new IOException("the bus does not accept this user");
            }
            write("BEGIN\r\n".getBytes(StandardCharsets.US_ASCII));
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            while (line.length() < MAX_LINE) {
                char next = (char) read(1)[0];
                if (next == '\n') {
                    return line.toString();
                }
                line.append(next);
            }
            throw new IOException("the bus does not end its line");
        }

        /** Skips signals, such as the one that tells the own name. */
        List<Object> reply(int serial) throws IOException {
            while (true) {
                byte[] prefix = read(Message.PREFIX);
                byte[] rest = read(Message.length(prefix) - Message.PREFIX);
                ByteBuffer whole = ByteBuffer.allocate(prefix.length + rest.length);
                Message message = Message.read(whole.put(prefix).put(rest).array());
                if (message.answers(serial)) {
                    if (message.type() == Message.ERROR) {
                        String text =
                                !message.body().isEmpty() && message.body().getFirst() instanceof String first
                                        ? first
                                        : "";
                        throw new DBusException(message.field(Message.ERROR_NAME), text);
                    }
                    return message.body();
                }
            }
        }

        void write(byte[] content) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) == 0) {
                    await(SelectionKey.OP_WRITE);
                }
            }
        }

        private byte[] read(int length) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                int count = channel.read(bytes);
                if (count < 0) {
                    throw new IOException("the bus closed the connection");
                }
                if (count == 0) {
                    await(SelectionKey.OP_READ);
                }
            }
            return bytes.array();
        }

        private void await(int operation) throws IOException {
            channel.keyFor(selector).interestOps(operation);
            long left = Duration.ofNanos(deadline - nanoTime.getAsLong()).toMillis();
            if (left <= 0) {
                throw new IOException("no reply on the bus within " + longest.toSeconds() + " s");
            }
            selector.select(left);
            selector.selectedKeys().clear();
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted");
            }
        }
    }
}
