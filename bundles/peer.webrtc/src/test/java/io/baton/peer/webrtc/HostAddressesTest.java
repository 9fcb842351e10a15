// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.webrtc.sdp.HostCandidate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostAddressesTest {

    @Test
    void boundAddressIsTheOnlyCandidate() {
        var bound = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.77"), 40_000);
        List<HostCandidate> candidates = HostAddresses.candidates(bound, null, true);
        assertEquals(1, candidates.size());
        assertEquals(
                "candidate:1 1 udp 2130706431 192.0.2.77 40000 typ host",
                candidates.getFirst().line());
    }

    @Test
    void usableAddressesOfAllInterfacesAreOrderedByPriority() {
        List<HostCandidate> candidates = HostAddresses.candidates(new InetSocketAddress(40_000), null, true);
        assertFalse(candidates.isEmpty());
        for (int i = 0; i < candidates.size(); i++) {
            InetAddress address = candidates.get(i).address().getAddress();
            assertFalse(address.isAnyLocalAddress() || address.isMulticastAddress(), address.toString());
            assertTrue(i == 0
                    || candidates.get(i).priority() < candidates.get(i - 1).priority());
        }
        assertTrue(candidates.getLast().address().getAddress().isLoopbackAddress(), "loopback comes last");
    }

    @Test
    void loopbackIsLeftOutWhereThereIsAnotherAddress() {
        List<HostCandidate> candidates = HostAddresses.candidates(new InetSocketAddress(40_000), null, false);
        boolean loopback =
                candidates.stream().anyMatch(c -> c.address().getAddress().isLoopbackAddress());
        boolean outside =
                candidates.stream().anyMatch(c -> !c.address().getAddress().isLoopbackAddress());
        assertTrue(loopback != outside);
    }

    private static HostAddresses.Local local(String address, int rank) {
        return new HostAddresses.Local(InetAddress.ofLiteral(address), rank);
    }

    @Test
    void bridgesLeaveRoomForTheLanAndIpv6AndLoopback() {
        var found = new ArrayList<HostAddresses.Local>();
        for (int i = 0; i < 20; i++) {
            found.add(local("172.18." + i + ".1", 3));
        }
        found.add(local("127.0.0.1", 2));
        found.add(local("::1", 2));
        found.add(local("2001:db8::7", 0));
        found.add(local("192.0.2.7", 0));
        found.add(local("198.51.100.7", 1));
        List<InetAddress> chosen = HostAddresses.choose(found);
        assertEquals(16, chosen.size());
        assertEquals(
                List.of("192.0.2.7", "2001:db8:0:0:0:0:0:7", "198.51.100.7"),
                chosen.subList(0, 3).stream().map(InetAddress::getHostAddress).toList());
        assertEquals(
                List.of("127.0.0.1", "0:0:0:0:0:0:0:1"),
                chosen.subList(14, 16).stream().map(InetAddress::getHostAddress).toList());
    }

    @Test
    void addressOfTheRequestComesFirstEvenOnABridge() {
        var found = new ArrayList<HostAddresses.Local>();
        for (int i = 0; i < 20; i++) {
            found.add(local("172.18." + i + ".1", 3));
        }
        found.add(local("192.0.2.7", 0));
        found.add(local("172.19.0.1", HostAddresses.REACHED_AT));
        assertEquals(
                List.of("172.19.0.1", "192.0.2.7"),
                HostAddresses.choose(found).subList(0, 2).stream()
                        .map(InetAddress::getHostAddress)
                        .toList());
    }

    @Test
    void addressOfTheRequestIsTheFirstCandidateUnlessItIsLoopback() {
        var bound = new InetSocketAddress(40_000);
        List<InetAddress> addresses = HostAddresses.candidates(bound, null, true).stream()
                .map(candidate -> candidate.address().getAddress())
                .toList();
        for (InetAddress address : addresses) {
            InetAddress first = HostAddresses.candidates(bound, address, true)
                    .getFirst()
                    .address()
                    .getAddress();
            assertEquals(address.isLoopbackAddress() ? addresses.getFirst() : address, first);
        }
        assertEquals(
                addresses.size(),
                HostAddresses.candidates(bound, InetAddress.ofLiteral("192.0.2.99"), true)
                        .size(),
                "an address of no interface adds no candidate");
    }

    @Test
    void interfaceOfTheDefaultRouteComesBeforeHardwareAndBridgesLast(@TempDir Path net) throws IOException {
        Files.createDirectories(net.resolve("eth0/device"));
        Files.createDirectories(net.resolve("eth1/device"));
        Files.createDirectories(net.resolve("br-1/bridge"));
        Files.createDirectories(net.resolve("tun0"));
        assertEquals(
                List.of(0, 1, 2, 3),
                Stream.of("eth0", "eth1", "tun0", "br-1")
                        .map(name -> HostAddresses.rank(name, Set.of("eth0"), net))
                        .toList());
    }
}
