// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The listening socket in the file system, with its mode and group. */
final class VideoSocket implements AutoCloseable {

    /** Bytes of a path in sockaddr_un, without the zero at its end and the suffix used while it is made. */
    private static final int MAX_PATH = 103;

    private static final String NEW = ".new";

    private final ServerSocketChannel channel;
    private final Path path;
    private final @Nullable Object file;

    private VideoSocket(ServerSocketChannel channel, Path path, @Nullable Object file) {
        this.channel = channel;
        this.path = path;
        this.file = file;
    }

    /**
     * Listens at {@code path}. The socket appears there with its mode and group. One that another process left is
     * replaced; one on which a process listens, and any other file, is not.
     *
     * @param mode such as {@code rw-rw----}
     * @param group empty for the process's own
     */
    static VideoSocket open(Path path, String mode, String group) throws IOException {
        Path made = path.resolveSibling(path.getFileName() + NEW);
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
            throw new IOException("the path of a socket has at most " + MAX_PATH + " bytes: " + path);
        }
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        requireFree(path);
        if (Files.exists(made, LinkOption.NOFOLLOW_LINKS)) {
            requireFree(made);
            Files.delete(made);
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(made), 2);
            PosixFileAttributeView view = Files.getFileAttributeView(made, PosixFileAttributeView.class);
            if (!group.isEmpty()) {
                view.setGroup(
                        made.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group));
            }
            view.setPermissions(PosixFilePermissions.fromString(mode));
            Object file = view.readAttributes().fileKey();
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            channel.configureBlocking(false);
            return new VideoSocket(channel, path, file);
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(made);
            throw e;
        }
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** Stops listening and removes the socket, unless another has taken its place. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && java.util.Objects.equals(file, attributes(path).fileKey())) {
            Files.delete(path);
        }
    }

    private static void requireFree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes(path).isOther()) {
            throw new IOException("there is a file that is no socket: " + path);
        }
        try (SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.configureBlocking(false);
            if (other.connect(UnixDomainSocketAddress.of(path))) {
                throw new java.net.BindException("another process listens at " + path);
            }
        } catch (java.net.ConnectException e) {
            // left by a process that is gone
        }
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
