// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.ice.CandidatePriority;
import io.baton.peer.webrtc.sdp.HostCandidate;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The local addresses a client may reach the device at, looked up for each answer because interfaces come and go. */
final class HostAddresses {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final int MAX_ADDRESSES = 16;

    private static final int IPV6_ROOM = 4;
    /** 127.0.0.1 and ::1. */
    private static final int LOOPBACK_ROOM = 2;

    /** The interface rank of the address the offer came in on; before every other. */
    static final int REACHED_AT = -1;

    private static final Path SYS_NET = Path.of("/sys/class/net");

    /** An address and the rank of its interface, smaller is better. */
    record Local(InetAddress address, int interfaceRank) {}

    private HostAddresses() {}

    /**
     * Candidates for a socket: the address the offer came in on first, then those of the default route, hardware,
     * bridges, and loopback last.
     *
     * @param bound the address the socket is bound to
     * @param reachedAt the address the offer came in on; null when unknown. A loopback address is not preferred: its
     *     client runs on this host or behind a proxy
     * @param loopback whether loopback addresses are included although there are others
     */
    static List<HostCandidate> candidates(InetSocketAddress bound, @Nullable InetAddress reachedAt, boolean loopback) {
        List<InetAddress> addresses = bound.getAddress().isAnyLocalAddress()
                ? ofInterfaces(reachedAt, loopback)
                : List.of(bound.getAddress());
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

    private static List<InetAddress> ofInterfaces(@Nullable InetAddress reachedAt, boolean loopback) {
        List<InetAddress> all;
        Set<String> routed = defaultRoutes();
        try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
            all = choose(interfaces
                    .filter(HostAddresses::isUp)
                    .flatMap(found -> {
                        int rank = rank(found.getName(), routed, SYS_NET);
                        return found.inetAddresses().map(address -> new Local(address, rank));
                    })
                    .filter(local -> isUsable(local.address()))
                    .map(local -> !local.address().isLoopbackAddress()
                                    && local.address().equals(reachedAt)
                            ? new Local(local.address(), REACHED_AT)
                            : local)
                    .toList());
        } catch (SocketException unknown) {
            LOG.warn("network interfaces cannot be listed error=\"{}\"", unknown.getMessage());
            all = List.of(InetAddress.getLoopbackAddress());
        }
        List<InetAddress> outside =
                all.stream().filter(a -> !a.isLoopbackAddress()).toList();
        return loopback || outside.isEmpty() ? all : outside;
    }

    /**
     * Cuts to {@link #MAX_ADDRESSES}, the best interfaces first and loopback last, with room kept for loopback and for
     * the other family: a host with containers may have dozens of bridges with an IPv4 address each.
     */
    static List<InetAddress> choose(List<Local> found) {
        List<InetAddress> sorted = found.stream()
                .sorted(Comparator.comparingInt(Local::interfaceRank).thenComparingInt(local -> rank(local.address())))
                .map(Local::address)
                .toList();
        List<InetAddress> loopback = sorted.stream()
                .filter(InetAddress::isLoopbackAddress)
                .limit(LOOPBACK_ROOM)
                .toList();
        List<InetAddress> outside =
                sorted.stream().filter(a -> !a.isLoopbackAddress()).toList();
        int room = MAX_ADDRESSES - loopback.size();
        int ipv6 = (int) outside.stream().filter(Inet6Address.class::isInstance).count();
        int ipv4Room = room - Math.min(ipv6, IPV6_ROOM);
        int ipv6Room = room - Math.min(outside.size() - ipv6, ipv4Room);
        var chosen = new ArrayList<InetAddress>();
        for (InetAddress address : outside) {
            if (address instanceof Inet6Address ? ipv6Room-- > 0 : ipv4Room-- > 0) {
                chosen.add(address);
            }
        }
        chosen.addAll(loopback);
        return chosen;
    }

    /** Smaller is better: default route, hardware, others, bridges. */
    static int rank(String name, Set<String> routed, Path sysNet) {
        if (routed.contains(name)) {
            return 0;
        }
        Path directory = sysNet.resolve(name);
        if (Files.exists(directory.resolve("device"))) {
            return 1;
        }
        return Files.exists(directory.resolve("bridge")) ? 3 : 2;
    }

    /** The interfaces of the IPv4 and IPv6 default routes; none where the kernel does not tell. */
    private static Set<String> defaultRoutes() {
        var names = new HashSet<String>();
        for (String line : lines(Path.of("/proc/net/route"))) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 7 && fields[1].equals("00000000") && fields[7].equals("00000000")) {
                names.add(fields[0]);
            }
        }
        for (String line : lines(Path.of("/proc/net/ipv6_route"))) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 9 && fields[0].matches("0{32}") && fields[1].equals("00")) {
                names.add(fields[9]);
            }
        }
        names.remove("lo");
        return names;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException absent) {
            return List.of();
        }
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
