// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoSocketTest {

    private final Path directory;

    VideoSocketTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void socketHasItsModeAndGoesWithItsOwner() throws IOException {
        Path path = directory.resolve("new/video.sock");
        try (VideoSocket socket = VideoSocket.open(path, "rw--w----", "");
                SocketChannel sender = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertEquals("rw--w----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            assertTrue(sender.connect(UnixDomainSocketAddress.of(path)));
            assertTrue(socket.channel().isOpen());
        }
        assertFalse(Files.exists(path));
        assertFalse(Files.exists(directory.resolve("new/video.sock.new")));
    }

    @Test
    void socketThatWasLeftIsReplacedAndOneInUseIsNot() throws IOException {
        Path path = directory.resolve("video.sock");
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path));
            IOException refused = assertThrows(IOException.class, () -> VideoSocket.open(path, "rw-------", ""));
            assertTrue(String.valueOf(refused.getMessage()).contains("another process listens"));
        }
        assertTrue(Files.exists(path), "left behind");
        VideoSocket.open(path, "rw-------", "").close();
        assertFalse(Files.exists(path));
    }

    @Test
    void fileThatIsNoSocketStays() throws IOException {
        Path path = Files.writeString(directory.resolve("notes"), "mine");
        assertThrows(IOException.class, () -> VideoSocket.open(path, "rw-------", ""));
        assertEquals("mine", Files.readString(path));
    }

    @Test
    void unknownGroupAndTooLongPathAreErrors() {
        Path path = directory.resolve("video.sock");
        assertThrows(IOException.class, () -> VideoSocket.open(path, "rw-------", "no-such-group"));
        assertThrows(IllegalArgumentException.class, () -> VideoSocket.open(path, "0660", ""));
        assertThrows(IOException.class, () -> VideoSocket.open(directory.resolve("a".repeat(104)), "rw-------", ""));
        assertFalse(Files.exists(path));
    }
}
