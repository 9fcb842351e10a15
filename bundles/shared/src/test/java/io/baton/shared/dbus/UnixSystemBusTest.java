// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.dbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client at a real bus, and at sockets that are none. */
final class UnixSystemBusTest {

    private static final String BUS = "org.freedesktop.DBus";
    private static final Path DAEMON = Path.of("/usr/bin/dbus-daemon");

    @TempDir
    private Path directory = Path.of("");

    private UnixSystemBus bus(Path socket, Duration longest) throws IOException {
        long user = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        return new UnixSystemBus(socket, user, longest, System::nanoTime);
    }

    @Test
    void realBusAnswersAndRefuses() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(DAEMON), "no dbus-daemon here");
        Path socket = directory.resolve("bus");
        Process daemon = new ProcessBuilder(
                        DAEMON.toString(), "--session", "--nofork", "--print-address", "--address=unix:path=" + socket)
                .redirectErrorStream(true)
                .start();
        try {
            // it prints its address once it listens
            assertTrue(daemon.inputReader().readLine().startsWith("unix:"));
            UnixSystemBus bus = bus(socket, Duration.ofMinutes(1));
            assertEquals(List.of(true), bus.call(BUS, "/org/freedesktop/DBus", BUS, "NameHasOwner", "s", List.of(BUS)));
            List<Object> names = bus.call(BUS, "/org/freedesktop/DBus", BUS, "ListNames", "", List.of());
            assertTrue(((List<?>) names.getFirst()).contains(BUS), names.toString());
            DBusException absent = assertThrows(
                    DBusException.class,
                    () -> bus.call("org.example.Nobody", "/", "org.example.Type", "Do", "", List.of()));
            assertTrue(absent.isAbsent(), absent.name());
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    @Test
    void missingSocketIsAnError() throws IOException {
        UnixSystemBus bus = bus(directory.resolve("none"), Duration.ofSeconds(1));
        assertThrows(IOException.class, () -> bus.call(BUS, "/", BUS, "Hello", "", List.of()));
    }

    @Test
    void silentSocketIsGivenUp() throws IOException {
        Path socket = directory.resolve("silent");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            UnixSystemBus bus = bus(socket, Duration.ofMillis(20));
            IOException late = assertThrows(IOException.class, () -> bus.call(BUS, "/", BUS, "Hello", "", List.of()));
            assertTrue(String.valueOf(late.getMessage()).contains("no reply"), late.toString());
        }
    }
}
