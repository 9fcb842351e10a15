// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import io.baton.network.NetworkState;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of the network, as JetKVM's clients have them. What a client leaves out stays as it is.
 *
 * @param hostName RFC 1123 §2.1, one label
 * @param domain the search domain; empty for none
 * @param ipv4Mode {@code dhcp}, {@code static}, {@code disabled} or {@code unknown}
 * @param ipv4 for {@code static}
 * @param ipv6Mode {@code slaac}, {@code dhcpv6}, {@code slaac_and_dhcpv6}, {@code static}, {@code link_local},
 *     {@code disabled} or {@code unknown}
 * @param ipv6 for {@code static}
 * @param lldpMode {@code disabled}, {@code rx_only}, {@code tx_only}, {@code basic} or {@code all}
 * @param mdnsMode {@code disabled} or {@code auto}
 */
record NetworkSettings(
        String hostName,
        String domain,
        String ipv4Mode,
        Optional<Fixed> ipv4,
        String ipv6Mode,
        Optional<Fixed> ipv6,
        String lldpMode,
        String mdnsMode) {

    static final String STATIC = "static";
    static final String UNKNOWN = "unknown";

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final int MAX_DOMAIN = 253;
    private static final int MAX_DNS = 8;
    private static final int MAX_PREFIX4 = 30;
    private static final Set<String> IPV4_MODES = Set.of("dhcp", STATIC, "disabled");
    private static final Set<String> IPV6_MODES =
            Set.of("slaac", "dhcpv6", "slaac_and_dhcpv6", STATIC, "link_local", "disabled");
    private static final Set<String> LLDP_MODES = Set.of("disabled", "rx_only", "tx_only", "basic", "all");
    private static final Set<String> MDNS_MODES = Set.of("disabled", "auto");

    /**
     * A fixed address.
     *
     * @param address without prefix
     * @param prefix its length in bits
     * @param gateway empty for none
     * @param dns the DNS servers
     */
    record Fixed(String address, int prefix, String gateway, List<String> dns) {

        Fixed {
            dns = List.copyOf(dns);
        }
    }

    /** Returns what can be told of settings that the operating system made. */
    static NetworkSettings ofState(NetworkState state) {
        boolean managed = !state.manager().isEmpty();
        String ipv4Mode =
                state.lease().isPresent() ? "dhcp" : managed && !state.ipv4().isEmpty() ? STATIC : UNKNOWN;
        Optional<Fixed> ipv4 = Optional.empty();
        if (ipv4Mode.equals(STATIC)) {
            String[] parts = state.ipv4().getFirst().split("/", -1);
            ipv4 = Optional.of(
                    new Fixed(parts[0], Integer.parseInt(parts[1]), state.ipv4Gateway(), state.dnsServers()));
        }
        String ipv6Mode = state.ipv6().isEmpty()
                ? "disabled"
                : state.ipv6().stream().allMatch(address -> address.scope().equals("link")) ? "link_local" : UNKNOWN;
        return new NetworkSettings(state.hostName(), "", ipv4Mode, ipv4, ipv6Mode, Optional.empty(), UNKNOWN, UNKNOWN);
    }

    /**
     * Reads what a client wants.
     *
     * @param present the settings as they are, for what the client leaves out
     * @throws IllegalArgumentException that names the member and says what it must be
     */
    static NetworkSettings of(Map<?, ?> settings, NetworkSettings present) {
        String ipv4Mode = word(settings, "ipv4_mode", IPV4_MODES, present.ipv4Mode);
        String ipv6Mode = word(settings, "ipv6_mode", IPV6_MODES, present.ipv6Mode);
        NetworkSettings wanted = new NetworkSettings(
                hostName(text(settings, "hostname", present.hostName), present.hostName),
                domain(text(settings, "domain", present.domain)),
                ipv4Mode,
                ipv4Mode.equals(STATIC) ? Optional.of(fixed4(settings, present.ipv4)) : Optional.empty(),
                ipv6Mode,
                ipv6Mode.equals(STATIC) ? Optional.of(fixed6(settings, present.ipv6)) : Optional.empty(),
                word(settings, "lldp_mode", LLDP_MODES, present.lldpMode),
                word(settings, "mdns_mode", MDNS_MODES, present.mdnsMode));
        if (ipv4Mode.equals("disabled") && Set.of("disabled", "link_local").contains(ipv6Mode)) {
            throw new IllegalArgumentException(
                    "settings must leave the device an address: ipv4_mode and ipv6_mode cannot both be off");
        }
        if (!wanted.sameFile(present) && (ipv4Mode.equals(UNKNOWN) || ipv6Mode.equals(UNKNOWN))) {
            throw new IllegalArgumentException("settings.ipv4_mode and settings.ipv6_mode must both be chosen");
        }
        return wanted;
    }

    /** Returns whether both have the same configuration of the interface; only the host name may differ. */
    boolean sameFile(NetworkSettings other) {
        return withHostName(other.hostName).equals(other);
    }

    NetworkSettings withHostName(String name) {
        return new NetworkSettings(name, domain, ipv4Mode, ipv4, ipv6Mode, ipv6, lldpMode, mdnsMode);
    }

    private static String hostName(String name, String present) {
        if (!name.equals(present) && (!name.matches(LABEL) || name.matches("[0-9]+"))) {
            throw new IllegalArgumentException(
                    "settings.hostname must be 1–63 letters, digits and hyphens, beginning and ending with a letter or"
                            + " digit");
        }
        return name;
    }

    /** JetKVM's page calls it {@code local} that there is none, and {@code dhcp} that of the lease. */
    private static String domain(String domain) {
        if (domain.equals("local")) {
            return "";
        }
        if (domain.equals("dhcp")) {
            throw new IllegalArgumentException(
                    "settings.domain must be a name: this device takes no search domain from DHCP");
        }
        if (!domain.isEmpty() && (domain.length() > MAX_DOMAIN || !domain.matches(LABEL + "(\\." + LABEL + ")*"))) {
            throw new IllegalArgumentException("settings.domain must be a domain name such as example.net, or empty");
        }
        return domain;
    }

    private static Fixed fixed4(Map<?, ?> settings, Optional<Fixed> present) {
        if (settings.get("ipv4_static") == null && present.isPresent()) {
            return present.get();
        }
        Map<?, ?> fixed = object(settings, "ipv4_static");
        String name = "settings.ipv4_static.";
        InetAddress address = Addresses.ipv4(text(fixed, "address", ""))
                .filter(Addresses::isHost4)
                .orElseThrow(() -> new IllegalArgumentException(
                        name + "address must be the IPv4 address of a host, such as 192.0.2.7"));
        int prefix = Addresses.prefixOf(text(fixed, "netmask", ""))
                .filter(ones -> ones >= 1 && ones <= MAX_PREFIX4)
                .orElseThrow(() -> new IllegalArgumentException(
                        name + "netmask must be a netmask of 1–" + MAX_PREFIX4 + " bits, such as 255.255.255.0"));
        long host = Addresses.number(address) & ~Integer.toUnsignedLong(Addresses.maskOf(prefix));
        if (host == 0 || host == (1L << (Integer.SIZE - prefix)) - 1) {
            throw new IllegalArgumentException(name + "address must not be the first or last of its subnet");
        }
        String gateway = text(fixed, "gateway", "");
        if (!gateway.isEmpty()) {
            checkGateway(
                    name,
                    Addresses.ipv4(gateway)
                            .filter(found -> Addresses.sameSubnet(found, address, prefix))
                            .filter(found -> !found.equals(address)));
        }
        return new Fixed(Addresses.text(address), prefix, gateway, dns(fixed, name));
    }

    private static Fixed fixed6(Map<?, ?> settings, Optional<Fixed> present) {
        if (settings.get("ipv6_static") == null && present.isPresent()) {
            return present.get();
        }
        Map<?, ?> fixed = object(settings, "ipv6_static");
        String name = "settings.ipv6_static.";
        String[] parts = text(fixed, "prefix", "").split("/", -1);
        Optional<InetAddress> read = Addresses.ipv6(parts[0]).filter(Addresses::isHost6);
        if (parts.length != 2 || read.isEmpty() || !parts[1].matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException(
                    name + "prefix must be an IPv6 address with the length of its prefix, such as 2001:db8::7/64");
        }
        int prefix = Integer.parseInt(parts[1]);
        if (prefix > 128) {
            throw new IllegalArgumentException(name + "prefix must have a length of 1–128");
        }
        InetAddress address = read.get();
        String gateway = text(fixed, "gateway", "");
        if (!gateway.isEmpty()) {
            checkGateway(
                    name,
                    Addresses.ipv6(gateway)
                            .filter(found -> found.isLinkLocalAddress() || Addresses.sameSubnet(found, address, prefix))
                            .filter(found -> !found.equals(address)));
        }
        return new Fixed(Addresses.text(address), prefix, gateway, dns(fixed, name));
    }

    private static void checkGateway(String name, Optional<InetAddress> gateway) {
        if (gateway.isEmpty()) {
            throw new IllegalArgumentException(
                    name + "gateway must be another address in the subnet of the device's own, or empty");
        }
    }

    private static List<String> dns(Map<?, ?> fixed, String name) {
        Object value = fixed.get("dns");
        List<?> listed = value instanceof List<?> list ? list : List.of();
        if ((value != null && !(value instanceof List)) || listed.size() > MAX_DNS) {
            throw new IllegalArgumentException(name + "dns must be a list of at most " + MAX_DNS + " addresses");
        }
        List<String> servers = new ArrayList<>();
        Set<InetAddress> seen = new HashSet<>();
        for (Object entry : listed) {
            if (entry instanceof String blank && blank.isBlank()) {
                continue;
            }
            Optional<InetAddress> address = entry instanceof String text ? Addresses.any(text) : Optional.empty();
            if (address.isEmpty()
                    || address.get().isAnyLocalAddress()
                    || address.get().isMulticastAddress()) {
                throw new IllegalArgumentException(name + "dns must be a list of IP addresses");
            }
            if (!seen.add(address.get())) {
                throw new IllegalArgumentException(name + "dns must not have an address twice");
            }
            servers.add(Addresses.text(address.get()));
        }
        return servers;
    }

    private static String text(Map<?, ?> settings, String name, String absent) {
        Object value = settings.get(name);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException("settings: " + name + " must be text");
        }
        return value instanceof String text ? text.strip() : absent;
    }

    private static Map<?, ?> object(Map<?, ?> settings, String name) {
        if (settings.get(name) instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("settings." + name + " must be an object: the mode is static");
    }

    private static String word(Map<?, ?> settings, String name, Set<String> words, String present) {
        String value = text(settings, name, present);
        if (!words.contains(value) && !value.equals(present)) {
            throw new IllegalArgumentException("settings." + name + " must be one of "
                    + words.stream().sorted().toList());
        }
        return value;
    }

    /** Returns the members as JetKVM's clients have them. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("hostname", hostName);
        map.put("domain", domain);
        map.put("ipv4_mode", ipv4Mode);
        ipv4.ifPresent(fixed -> map.put(
                "ipv4_static",
                Map.of(
                        "address", fixed.address,
                        "netmask", Addresses.netmask(fixed.prefix),
                        "gateway", fixed.gateway,
                        "dns", fixed.dns)));
        map.put("ipv6_mode", ipv6Mode);
        ipv6.ifPresent(fixed -> map.put(
                "ipv6_static",
                Map.of(
                        "prefix", fixed.address + "/" + fixed.prefix,
                        "gateway", fixed.gateway,
                        "dns", fixed.dns)));
        map.put("lldp_mode", lldpMode);
        map.put("mdns_mode", mdnsMode);
        return map;
    }
}
