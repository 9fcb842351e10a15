// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import io.baton.network.NetworkState;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the state of the interface: from the kernel below {@code /sys} and {@code /proc}, from {@code resolv.conf}, and
 * from the state files of systemd-networkd. Everything read is text of bounded length; a line that is not understood is
 * left out.
 */
final class StateReader {

    private static final String LINKS = "run/systemd/netif/links/";
    private static final String LEASES = "run/systemd/netif/leases/";
    private static final int ROUTE_FIELDS = 8;
    private static final int ROUTE6_FIELDS = 10;
    private static final int ADDRESS6_FIELDS = 6;
    private static final int HEX = 16;
    private static final int RTF_UP_GATEWAY = 3;
    /** Names that the kernel accepts and a path can hold. */
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,14}";

    private final KernelFiles files;
    private final Function<String, List<String>> ipv4;
    private final String configured;

    /**
     * @param ipv4 the IPv4 addresses of an interface with their prefixes
     * @param configured the name of the interface; empty for the one of the default route
     */
    StateReader(KernelFiles files, Function<String, List<String>> ipv4, String configured) {
        this.files = files;
        this.ipv4 = ipv4;
        this.configured = configured;
    }

    /** Returns the IPv4 addresses of an interface of this machine. */
    static List<String> ownIpv4(String name) {
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            return found == null
                    ? List.of()
                    : found.getInterfaceAddresses().stream()
                            .filter(address -> address.getAddress() instanceof Inet4Address)
                            .map(StateReader::withPrefix)
                            .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    private static String withPrefix(InterfaceAddress address) {
        return address.getAddress().getHostAddress() + "/" + address.getNetworkPrefixLength();
    }

    NetworkState read() {
        String name = configured.isEmpty() ? ofDefaultRoute() : configured;
        String hostName = files.text("proc/sys/kernel/hostname");
        String directory = "sys/class/net/" + name + "/";
        if (!name.matches(NAME) || !files.exists(directory)) {
            return new NetworkState(
                    "", 0, hostName, "", false, false, List.of(), "", List.of(), "", List.of(), Optional.empty(), "");
        }
        int index = number(files.text(directory + "ifindex"), 10).orElse(0);
        Map<String, String> link = files.assignments(LINKS + index);
        boolean managed = link.containsKey("NETWORK_FILE");
        return new NetworkState(
                name,
                index,
                hostName,
                files.text(directory + "address"),
                (number(files.text(directory + "flags").replaceFirst("^0x", ""), HEX)
                                        .orElse(0)
                                & 1)
                        != 0,
                files.text(directory + "carrier").equals("1"),
                ipv4.apply(name),
                ipv4Gateway(name),
                ipv6(name),
                ipv6Gateway(name),
                dnsServers(link),
                managed ? lease(index) : Optional.empty(),
                managed ? "systemd-networkd" : "");
    }

    /** Returns the file by which systemd-networkd configured the interface; empty when it did not. */
    String networkFile(int index) {
        return files.assignments(LINKS + index).getOrDefault("NETWORK_FILE", "");
    }

    /** Returns the interface of the default route of the lowest metric; without one the first that has a device. */
    private String ofDefaultRoute() {
        String best = "";
        long metric = Long.MAX_VALUE;
        for (String[] route : routes()) {
            long own = number(route[6], 10).orElse(Integer.MAX_VALUE);
            if (isDefault(route) && own < metric) {
                best = route[0];
                metric = own;
            }
        }
        if (best.isEmpty()) {
            best = files.lines("proc/net/ipv6_route").stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(StateReader::isDefault6)
                    .map(route -> route[9])
                    .findFirst()
                    .orElse("");
        }
        return best.isEmpty() ? firstWithDevice() : best;
    }

    private String firstWithDevice() {
        String[] names = files.path("sys/class/net").toFile().list();
        if (names == null) {
            return "";
        }
        return Arrays.stream(names)
                .sorted()
                .filter(name -> files.exists("sys/class/net/" + name + "/device"))
                .findFirst()
                .orElse("");
    }

    private List<String[]> routes() {
        return files.lines("proc/net/route").stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .filter(route -> route.length >= ROUTE_FIELDS)
                .toList();
    }

    private static boolean isDefault(String[] route) {
        return route[1].equals("00000000") && route[7].equals("00000000") && (flags(route[3]) & 1) != 0;
    }

    private static int flags(String hex) {
        return number(hex, HEX).orElse(0);
    }

    private String ipv4Gateway(String name) {
        return routes().stream()
                .filter(route -> route[0].equals(name) && isDefault(route))
                .map(route -> hexIpv4(route[2]))
                .filter(gateway -> !gateway.equals("0.0.0.0"))
                .findFirst()
                .orElse("");
    }

    /** The kernel writes the octets as one number in the order of the machine; these machines are little-endian. */
    private static String hexIpv4(String hex) {
        Optional<Long> value = number64(hex);
        return value.map(number -> "%d.%d.%d.%d"
                        .formatted(number & 0xFF, number >> 8 & 0xFF, number >> 16 & 0xFF, number >> 24 & 0xFF))
                .orElse("");
    }

    private static boolean isDefault6(String[] route) {
        return route.length == ROUTE6_FIELDS
                && route[0].equals("0".repeat(32))
                && route[1].equals("00")
                && (number64(route[8]).orElse(0L) & RTF_UP_GATEWAY) == RTF_UP_GATEWAY;
    }

    private String ipv6Gateway(String name) {
        return files.lines("proc/net/ipv6_route").stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(route -> isDefault6(route) && route[9].equals(name))
                .map(route -> hexIpv6(route[4]))
                .findFirst()
                .orElse("");
    }

    private List<NetworkState.Ipv6Address> ipv6(String name) {
        List<NetworkState.Ipv6Address> found = new ArrayList<>();
        for (String line : files.lines("proc/net/if_inet6")) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length == ADDRESS6_FIELDS && fields[5].equals(name)) {
                String address = hexIpv6(fields[0]);
                if (!address.isEmpty()) {
                    found.add(new NetworkState.Ipv6Address(
                            address,
                            number(fields[2], HEX).orElse(0),
                            scope(number(fields[3], HEX).orElse(0)),
                            number(fields[4], HEX).orElse(0)));
                }
            }
        }
        return found;
    }

    private static String scope(int kernel) {
        return switch (kernel & 0xF0) {
            case 0x10 -> "host";
            case 0x20 -> "link";
            case 0x40 -> "site";
            default -> "global";
        };
    }

    private static String hexIpv6(String hex) {
        try {
            return Addresses.text(InetAddress.getByAddress(HexFormat.of().parseHex(hex)));
        } catch (IllegalArgumentException | UnknownHostException e) {
            return "";
        }
    }

    /** Those of the interface where systemd-networkd tells them; else those of the resolver's file. */
    private List<String> dnsServers(Map<String, String> link) {
        Set<String> servers = new LinkedHashSet<>(words(link.getOrDefault("DNS", "")));
        if (servers.isEmpty()) {
            for (String line : files.lines("etc/resolv.conf")) {
                String[] words = line.strip().split("\\s+");
                if (words.length >= 2 && words[0].equals("nameserver")) {
                    servers.add(words[1]);
                }
            }
        }
        return List.copyOf(servers);
    }

    private Optional<NetworkState.Lease> lease(int index) {
        Map<String, String> lease = files.assignments(LEASES + index);
        if (!lease.containsKey("ADDRESS")) {
            return Optional.empty();
        }
        return Optional.of(new NetworkState.Lease(
                lease.get("ADDRESS"),
                lease.getOrDefault("NETMASK", ""),
                words(lease.getOrDefault("ROUTER", "")),
                words(lease.getOrDefault("DNS", "")),
                words(lease.getOrDefault("NTP", "")),
                lease.getOrDefault("SERVER_ADDRESS", ""),
                lease.getOrDefault("DOMAINNAME", ""),
                number(lease.getOrDefault("LIFETIME", ""), 10).orElse(0)));
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    private static Optional<Integer> number(String text, int radix) {
        try {
            return Optional.of(Integer.parseInt(text, radix));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> number64(String hex) {
        try {
            return Optional.of(Long.parseLong(hex, HEX));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
