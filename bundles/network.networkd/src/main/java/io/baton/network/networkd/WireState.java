// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import io.baton.network.NetworkState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state as {@code getNetworkState} and the event {@code networkState} have it: JetKVM's members and some more. */
final class WireState {

    private static final int DAD_FAILED = 0x08;
    private static final int TENTATIVE = 0x40;

    /** {@code IFA_F_…} of the kernel that JetKVM's clients know, by their bits. */
    private static final Map<String, Integer> FLAGS = Map.of(
            "flag_secondary", 0x01,
            "flag_dad_failed", DAD_FAILED,
            "flag_deprecated", 0x20,
            "flag_tentative", TENTATIVE,
            "flag_permanent", 0x80);

    private WireState() {}

    static Map<String, Object> of(NetworkState state, String lastUpdated) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("interface_name", state.interfaceName());
        map.put("hostname", state.hostName());
        map.put("mac_address", state.macAddress());
        map.put("up", state.up());
        map.put("carrier", state.carrier());
        map.put("online", state.isOnline());
        map.put("ipv4_ready", !state.ipv4().isEmpty());
        map.put("ipv6_ready", state.ipv6().stream().anyMatch(WireState::isReady));
        if (!state.ipv4().isEmpty()) {
            map.put("ipv4_address", state.ipv4().getFirst().split("/", -1)[0]);
        }
        map.put("ipv4_addresses", state.ipv4());
        putUnlessEmpty(map, "ipv4_gateway", state.ipv4Gateway());
        state.ipv6().stream()
                .filter(WireState::isReady)
                .findFirst()
                .ifPresent(address -> map.put("ipv6_address", address.address()));
        state.ipv6().stream()
                .filter(address -> address.scope().equals("link"))
                .findFirst()
                .ifPresent(address -> map.put("ipv6_link_local", address.address()));
        putUnlessEmpty(map, "ipv6_gateway", state.ipv6Gateway());
        map.put("ipv6_addresses", state.ipv6().stream().map(WireState::row).toList());
        map.put("dns_servers", state.dnsServers());
        state.lease().ifPresent(lease -> map.put("dhcp_lease", lease(lease)));
        map.put("managed_by", state.manager());
        map.put("last_updated", lastUpdated);
        return map;
    }

    private static boolean isReady(NetworkState.Ipv6Address address) {
        return address.scope().equals("global") && (address.flags() & (TENTATIVE | DAD_FAILED)) == 0;
    }

    private static Map<String, Object> row(NetworkState.Ipv6Address address) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("address", address.address());
        row.put("prefix", address.address() + "/" + address.prefix());
        row.put("scope", address.scope());
        row.put("flags", (long) address.flags());
        FLAGS.forEach((name, bit) -> row.put(name, (address.flags() & bit) != 0));
        return row;
    }

    private static Map<String, Object> lease(NetworkState.Lease lease) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ip", lease.address());
        map.put("netmask", lease.netmask());
        map.put("routers", lease.routers());
        map.put("dns_servers", lease.dnsServers());
        map.put("ntp_servers", lease.ntpServers());
        putUnlessEmpty(map, "server_id", lease.server());
        putUnlessEmpty(map, "domain", lease.domain());
        if (lease.seconds() > 0) {
            map.put("lease_seconds", lease.seconds());
        }
        map.put("dhcp_client", "systemd-networkd");
        return map;
    }

    private static void putUnlessEmpty(Map<String, Object> map, String name, String value) {
        if (!value.isEmpty()) {
            map.put(name, value);
        }
    }

    /** Returns the parameters of {@code networkSettingsPending}. */
    static Map<String, Object> pending(Optional<NetworkChanges.Left> waiting) {
        Map<String, Object> map = new LinkedHashMap<>();
        waiting.ifPresentOrElse(
                left -> {
                    map.put("pending", true);
                    map.put("secondsLeft", left.seconds());
                    map.put("byNickname", left.change().actor().nickname());
                },
                () -> map.put("pending", false));
        return map;
    }

    /** Returns the settings with what JetKVM's clients have and this device does not. */
    static Map<String, Object> settings(NetworkSettings settings, String timeSyncMode) {
        Map<String, Object> map = new LinkedHashMap<>(settings.toMap());
        map.put("dhcp_client", "systemd-networkd");
        map.put("http_proxy", "");
        map.put("lldp_tx_tlvs", List.of());
        map.put("time_sync_mode", timeSyncMode);
        return map;
    }
}
