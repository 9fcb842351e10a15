// SPDX-License-Identifier: Apache-2.0
package io.baton.power.qmp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a QMP server listens.
 *
 * @param host the host; empty for a socket file
 * @param port the port; 0 for a socket file
 * @param path the socket file; empty for a host
 */
record QmpAddress(String host, int port, String path) {

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException for another form; the message says which forms there are */
    static QmpAddress of(String text) {
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            String path = uri.getPath();
            if ("unix".equals(uri.getScheme()) && host == null && path != null && path.length() > 1) {
                return new QmpAddress("", 0, Path.of(path).toString());
            }
            if ("tcp".equals(uri.getScheme())
                    && host != null
                    && (path == null || path.isEmpty())
                    && uri.getPort() > 0
                    && uri.getPort() <= MAX_PORT) {
                return new QmpAddress(host, uri.getPort(), "");
            }
        } catch (URISyntaxException | InvalidPathException e) {
            throw new IllegalArgumentException("address must be unix:///PATH or tcp://HOST:PORT", e);
        }
        throw new IllegalArgumentException("address must be unix:///PATH or tcp://HOST:PORT");
    }

    /** Returns a connection that does not block. */
    SocketChannel connect() throws IOException {
        SocketChannel channel = path.isEmpty() ? SocketChannel.open() : SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            if (path.isEmpty()) {
                InetSocketAddress address = new InetSocketAddress(host, port);
                if (address.isUnresolved()) {
                    throw new IOException("its host is not known");
                }
                channel.socket().connect(address, CONNECT_TIMEOUT_MILLIS);
            } else {
                channel.connect(UnixDomainSocketAddress.of(path));
            }
            channel.configureBlocking(false);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
