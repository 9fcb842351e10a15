// SPDX-License-Identifier: Apache-2.0
package io.baton.network;

import java.util.List;
import java.util.Optional;

/**
 * The state of one network interface.
 *
 * @param interfaceName such as {@code eth0}; empty when the device has no network
 * @param index the kernel's number of it; 0 when there is none
 * @param hostName as the kernel has it
 * @param macAddress six octets, {@code 02:00:5e:10:00:01}; empty where it has none
 * @param up whether it is switched on
 * @param carrier whether a cable or a radio connects it
 * @param ipv4 its IPv4 addresses with prefix, {@code 192.0.2.7/24}
 * @param ipv4Gateway of its default route; empty without one
 * @param ipv6 its IPv6 addresses
 * @param ipv6Gateway of its default route; empty without one
 * @param dnsServers those that this machine asks
 * @param lease the DHCP lease, where the manager of the network tells it
 * @param manager what manages the interface: {@code systemd-networkd}, or empty when that is unknown
 */
public record NetworkState(
        String interfaceName,
        int index,
        String hostName,
        String macAddress,
        boolean up,
        boolean carrier,
        List<String> ipv4,
        String ipv4Gateway,
        List<Ipv6Address> ipv6,
        String ipv6Gateway,
        List<String> dnsServers,
        Optional<Lease> lease,
        String manager) {

    public NetworkState {
        ipv4 = List.copyOf(ipv4);
        ipv6 = List.copyOf(ipv6);
        dnsServers = List.copyOf(dnsServers);
    }

    /**
     * An IPv6 address.
     *
     * @param address as RFC 5952 writes it
     * @param prefix its length in bits
     * @param scope {@code global}, {@code link}, {@code site} or {@code host}
     * @param flags {@code IFA_F_…} of the kernel, the lower eight
     */
    public record Ipv6Address(String address, int prefix, String scope, int flags) {}

    /**
     * A DHCP lease (RFC 2131).
     *
     * @param address that was leased
     * @param netmask of the subnet
     * @param routers in the server's order
     * @param dnsServers in the server's order
     * @param ntpServers in the server's order
     * @param server the address of the server; empty where it is not told
     * @param domain empty where it is not told
     * @param seconds how long it is valid from its last renewal; 0 where it is not told
     */
    public record Lease(
            String address,
            String netmask,
            List<String> routers,
            List<String> dnsServers,
            List<String> ntpServers,
            String server,
            String domain,
            long seconds) {

        public Lease {
            routers = List.copyOf(routers);
            dnsServers = List.copyOf(dnsServers);
            ntpServers = List.copyOf(ntpServers);
        }
    }

    /** Returns whether it is connected and has an address and a default route. */
    public boolean isOnline() {
        return up
                && carrier
                && ((!ipv4.isEmpty() && !ipv4Gateway.isEmpty())
                        || (!ipv6Gateway.isEmpty()
                                && ipv6.stream()
                                        .anyMatch(address -> address.scope().equals("global"))));
    }
}
