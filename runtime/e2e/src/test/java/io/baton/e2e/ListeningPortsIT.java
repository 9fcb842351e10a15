// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A port scan from inside: the sockets of the device's process that wait for clients, as the kernel lists them, are
 * those that the configuration names (S2).
 */
final class ListeningPortsIT {

    private static final String LISTENING_TCP = "0A";
    private static final String UNCONNECTED_UDP = "07";

    @Test
    void s2DemoListensOnLoopbackAndOnThePortOfItsPeersOnly() throws Exception {
        int udp = Device.freePort();
        try (Device device = Device.start(Map.of("io.baton.peer.webrtc", "{\"port:Integer\": %d}".formatted(udp)));
                PeerProcess process = PeerProcess.start()) {
            Set<String> expected = Set.of("tcp 127.0.0.1:" + device.plainPort(), "udp any:" + udp);
            assertEquals(expected, listening(device.pid()));
            try (RpcPeer peer = RpcPeer.join(
                    process,
                    SignallingClient.post(SignallingClient.browser(), device.address()),
                    OfferFields.plain().withVideo())) {
                peer.awaitMode("primary");
                assertEquals(expected, listening(device.pid()), "with a session");
            }
        }
    }

    @Test
    void s2HttpsAddsItsPortAndTakesThatOfPlainHttpWhereThatIsOff() throws Exception {
        int udp = Device.freePort();
        int secure = Device.freePort();
        String peers = "{\"port:Integer\": %d}".formatted(udp);
        for (String plainHttp : List.of("serve", "off")) {
            Set<String> expected = new TreeSet<>(Set.of("udp any:" + udp, "tcp 127.0.0.1:" + secure));
            try (Device device = Device.start(Map.of(
                    "io.baton.peer.webrtc",
                    peers,
                    "io.baton.tls.jetty",
                    "{\"https\": \"on\", \"port:Integer\": %d, \"plainHttp\": \"%s\"}".formatted(secure, plainHttp)))) {
                if (plainHttp.equals("serve")) {
                    expected.add("tcp 127.0.0.1:" + device.plainPort());
                }
                assertEquals(expected, listening(device.pid()), plainHttp);
            }
        }
    }

    /** Returns the sockets of a process that accept a connection or a datagram from any client. */
    private static Set<String> listening(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> own = new HashSet<>();
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            for (Path file : files.toList()) {
                own.add(target(file));
            }
        }
        Set<String> found = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            String protocol = table.substring(0, 3);
            String state = protocol.equals("tcp") ? LISTENING_TCP : UNCONNECTED_UDP;
            for (String line : Files.readAllLines(process.resolve("net").resolve(table)).stream()
                    .skip(1)
                    .toList()) {
                String[] fields = line.strip().split(" +", -1);
                if (fields[3].equals(state) && own.contains("socket:[" + fields[9] + "]")) {
                    found.add(protocol + " " + address(fields[1]));
                }
            }
        }
        return found;
    }

    /** Returns what a descriptor refers to; empty for one that was closed meanwhile. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Converts the kernel's form, words of 32 bits in the machine's order, of address and port. */
    private static String address(String kernel) throws IOException {
        String[] parts = kernel.split(":", 2);
        byte[] bytes = HexFormat.of().parseHex(parts[0]);
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = bytes[(i & ~3) + 3 - (i & 3)];
        }
        InetAddress read = InetAddress.getByAddress(address);
        return (read.isAnyLocalAddress() ? "any" : read.getHostAddress()) + ":" + Integer.parseInt(parts[1], 16);
    }
}
