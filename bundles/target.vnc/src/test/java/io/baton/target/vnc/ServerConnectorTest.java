// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.shared.net.VncAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConnectorTest {

    @TempDir
    Path directory = Path.of("");

    @Test
    void passwordIsTheFirstLineOfTheFileAtEachConnection() throws IOException {
        Path file = directory.resolve("password");
        ServerConnector connector = new ServerConnector(VncAddress.parse("vnc://host"), file.toString());
        IOException missing = assertThrows(IOException.class, connector::password);
        assertEquals("the password file " + file + " does not exist", missing.getMessage());
        Files.writeString(file, "one\ntwo\n");
        assertEquals("one", connector.password());
        Files.writeString(file, "three");
        assertEquals("three", connector.password());
        Files.write(file, new byte[5_000]);
        assertThrows(IOException.class, connector::password);
        Files.writeString(file, "");
        assertThrows(IOException.class, connector::password);
    }

    @Test
    void socketInTheFileSystemIsConnected() throws IOException {
        Path path = directory.resolve("vnc");
        ServerConnector connector = new ServerConnector(VncAddress.parse("vnc+unix://" + path), "");
        assertThrows(IOException.class, connector::connect);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            try (SocketChannel channel = connector.connect();
                    SocketChannel accepted = server.accept()) {
                assertNotNull(accepted.getLocalAddress());
                assertEquals(UnixDomainSocketAddress.of(path), channel.getRemoteAddress());
            }
        }
    }

    @Test
    void passwordOfTheSettingsIsUsedAndOneInTheUrlIsRefusedWithoutBeingNamed() throws IOException {
        assertEquals("geheim", VncTarget.connector("vnc://host", "geheim", "").password());
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> VncTarget.connector("vnc://:geheim@host", "", ""))
                        .getMessage());
        assertFalse(message.contains("geheim"), message);
        assertFalse(new ServerConnector(VncAddress.parse("vnc://:geheim@host"), "")
                .toString()
                .contains("geheim"));
    }
}
