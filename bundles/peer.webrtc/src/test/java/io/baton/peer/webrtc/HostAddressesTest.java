// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.webrtc.sdp.HostCandidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HostAddressesTest {

    @Test
    void boundAddressIsTheOnlyCandidate() {
        var bound = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.77"), 40_000);
        List<HostCandidate> candidates = HostAddresses.candidates(bound, true);
        assertEquals(1, candidates.size());
        assertEquals(
                "candidate:1 1 udp 2130706431 192.0.2.77 40000 typ host",
                candidates.getFirst().line());
    }

    @Test
    void usableAddressesOfAllInterfacesAreOrderedByPriority() {
        List<HostCandidate> candidates = HostAddresses.candidates(new InetSocketAddress(40_000), true);
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
        List<HostCandidate> candidates = HostAddresses.candidates(new InetSocketAddress(40_000), false);
        boolean loopback =
                candidates.stream().anyMatch(c -> c.address().getAddress().isLoopbackAddress());
        boolean outside =
                candidates.stream().anyMatch(c -> !c.address().getAddress().isLoopbackAddress());
        assertTrue(loopback != outside);
    }
}
