// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.ice.CandidatePriority;
import io.baton.peer.webrtc.sdp.HostCandidate;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The local addresses a client may reach the device at, looked up for each answer because interfaces come and go. */
final class HostAddresses {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final int MAX_ADDRESSES = 16;

    private HostAddresses() {}

    /**
     * Candidates for a socket: IPv4 first, then IPv6, loopback last.
     *
     * @param bound the address the socket is bound to
     * @param loopback whether loopback addresses are included although there are others
     */
    static List<HostCandidate> candidates(InetSocketAddress bound, boolean loopback) {
        List<InetAddress> addresses =
                bound.getAddress().isAnyLocalAddress() ? ofInterfaces(loopback) : List.of(bound.getAddress());
        var candidates = new ArrayList<HostCandidate>();
        for (InetAddress address : addresses) {
            int place = candidates.size();
            candidates.add(new HostCandidate(
                    Integer.toString(place + 1),
                    CandidatePriority.host(place),
                    new InetSocketAddress(address, bound.getPort())));
        }
        return candidates;
    }

    private static List<InetAddress> ofInterfaces(boolean loopback) {
        List<InetAddress> all;
        try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
            all = interfaces
                    .filter(HostAddresses::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(HostAddresses::isUsable)
                    .sorted(Comparator.comparingInt(HostAddresses::rank))
                    .limit(MAX_ADDRESSES)
                    .toList();
        } catch (SocketException unknown) {
            LOG.warn("network interfaces cannot be listed error=\"{}\"", unknown.getMessage());
            all = List.of(InetAddress.getLoopbackAddress());
        }
        List<InetAddress> outside =
                all.stream().filter(a -> !a.isLoopbackAddress()).toList();
        return loopback || outside.isEmpty() ? all : outside;
    }

    private static boolean isUp(NetworkInterface candidate) {
        try {
            return candidate.isUp();
        } catch (SocketException gone) {
            return false;
        }
    }

    /** IPv6 link-local addresses need a scope that means nothing to the other side. */
    private static boolean isUsable(InetAddress address) {
        return !(address instanceof Inet6Address && address.isLinkLocalAddress());
    }

    private static int rank(InetAddress address) {
        int family = address instanceof Inet6Address ? 1 : 0;
        if (address.isLoopbackAddress()) {
            return 4 + family;
        }
        return (address.isLinkLocalAddress() ? 2 : 0) + family;
    }
}
