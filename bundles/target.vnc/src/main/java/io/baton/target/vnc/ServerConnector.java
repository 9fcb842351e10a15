// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import io.baton.shared.net.VncAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;

/**
 * Connects to a server by TCP or by a socket in the file system.
 *
 * @param passwordFile its first line is the password; empty for the one of the address
 */
record ServerConnector(VncAddress server, String passwordFile) implements VncLink.Connector {

    private static final int CONNECT_MILLIS = 5_000;

    /** Small, so that input does not wait in the kernel for a server that takes none. */
    private static final int SEND_BUFFER = 8 * 1024;

    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int KEEP_ALIVE_PROBES = 3;
    private static final int LONGEST_PASSWORD = 256;

    @Override
    public SocketChannel connect() throws IOException {
        SocketChannel channel =
                server.isUnix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
            if (server.isUnix()) {
                channel.connect(UnixDomainSocketAddress.of(server.path()));
            } else {
                InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
                if (address.isUnresolved()) {
                    throw new IOException("no address is known for " + server.host());
                }
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                keepAlive(channel);
                channel.socket().connect(address, CONNECT_MILLIS);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public String password() throws IOException {
        if (passwordFile.isEmpty()) {
            return server.password();
        }
        try (InputStream in = Files.newInputStream(Path.of(passwordFile))) {
            String first = new String(in.readNBytes(LONGEST_PASSWORD + 1), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
            if (first.isEmpty() || first.length() > LONGEST_PASSWORD) {
                throw new IOException("the first line of " + passwordFile + " is no password");
            }
            return first;
        } catch (NoSuchFileException e) {
            throw new IOException("the password file " + passwordFile + " does not exist", e);
        }
    }

    @Override
    public String address() {
        return server.url();
    }

    /** A server that is gone without a word is noticed, although an idle connection carries nothing. */
    private static void keepAlive(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
        }
    }
}
