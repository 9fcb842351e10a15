// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What settings of the network are accepted, and the file that is made of them. */
final class NetworkSettingsTest {

    private static final NetworkSettings PRESENT =
            new NetworkSettings("kvm", "", "dhcp", Optional.empty(), "slaac", Optional.empty(), "disabled", "disabled");

    private static Map<String, Object> fixed(String address, String netmask, String gateway, List<String> dns) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ipv4_mode", "static");
        map.put("ipv4_static", Map.of("address", address, "netmask", netmask, "gateway", gateway, "dns", dns));
        return map;
    }

    private static String refusal(Map<String, Object> settings) {
        return String.valueOf(assertThrows(
                        IllegalArgumentException.class,
                        () -> NetworkSettings.of(settings, PRESENT),
                        settings.toString())
                .getMessage());
    }

    @Test
    void fixedAddressIsWrittenForNetworkdAndReadAgain() {
        NetworkSettings wanted = NetworkSettings.of(
                fixed("192.0.2.7", "255.255.255.0", "192.0.2.1", List.of("192.0.2.53", "2001:DB8::53")), PRESENT);
        String text = NetworkFile.text("eth0", wanted);
        assertTrue(text.contains("\n[Match]\nName=eth0\n"), text);
        assertTrue(text.contains("\nDHCP=no\n"), text);
        assertTrue(text.contains("\nGateway=192.0.2.1\nDNS=192.0.2.53\nDNS=2001:db8::53\n"), text);
        assertTrue(text.contains("\n[Address]\nAddress=192.0.2.7/24\n"), text);
        assertEquals(wanted, NetworkSettings.of(NetworkFile.settings(text).orElseThrow(), PRESENT), "as the file says");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.256, 255.255.255.0, 192.0.2.1, address",
        "192.0.02.7, 255.255.255.0, 192.0.2.1, address",
        "127.0.0.1, 255.0.0.0, '', address",
        "224.0.0.9, 255.255.255.0, '', address",
        "0.1.2.3, 255.0.0.0, '', address",
        "192.0.2.0, 255.255.255.0, 192.0.2.1, first or last",
        "192.0.2.255, 255.255.255.0, 192.0.2.1, first or last",
        "192.0.2.7, 255.0.255.0, 192.0.2.1, netmask",
        "192.0.2.7, 255.255.255.255, 192.0.2.1, netmask",
        "192.0.2.7, 255.255.255.0, 192.0.3.1, gateway",
        "192.0.2.7, 255.255.255.0, 192.0.2.7, gateway",
        "192.0.2.7, 255.255.255.0, fe80::1, gateway",
        "'192.0.2.7\n[Route]', 255.255.255.0, '', address",
    })
    void wrongAddressIsRefusedByName(String address, String netmask, String gateway, String named) {
        String message = refusal(fixed(address, netmask, gateway, List.of()));
        assertTrue(message.contains(named), message);
    }

    @Test
    void wrongDnsIsRefused() {
        String netmask = "255.255.255.0";
        assertTrue(
                refusal(fixed("192.0.2.7", netmask, "", List.of("dns.example"))).contains("dns"));
        assertTrue(refusal(fixed("192.0.2.7", netmask, "", List.of("::1", "0:0::1")))
                .contains("twice"));
        assertTrue(refusal(fixed("192.0.2.7", netmask, "", List.of("0.0.0.0"))).contains("dns"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-kvm", "kvm-", "k_vm", "kvm.example", "", "12345", "kvm\nx"})
    void wrongHostNameIsRefused(String name) {
        assertTrue(refusal(Map.of("hostname", name)).contains("hostname"));
    }

    @Test
    void lengthOfAHostNameIsThatOfALabel() {
        assertEquals(
                "k".repeat(63),
                NetworkSettings.of(Map.of("hostname", "k".repeat(63)), PRESENT).hostName());
        assertTrue(refusal(Map.of("hostname", "k".repeat(64))).contains("hostname"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1/64", "2001:db8::7", "2001:db8::7/129", "::1/128", "ff02::1/64", "1.2.3.4/24"})
    void wrongIpv6AddressIsRefused(String prefix) {
        assertTrue(refusal(Map.of("ipv6_mode", "static", "ipv6_static", Map.of("prefix", prefix)))
                .contains("prefix"));
    }

    @Test
    void ipv6GatewayMayBeOfTheLink() {
        Map<String, Object> fixed = Map.of("prefix", "2001:db8::7/64", "gateway", "fe80::1");
        NetworkSettings wanted = NetworkSettings.of(Map.of("ipv6_mode", "static", "ipv6_static", fixed), PRESENT);
        assertTrue(NetworkFile.text("eth0", wanted).contains("\nIPv6AcceptRA=no\n"));
        assertEquals("fe80::1", wanted.ipv6().orElseThrow().gateway());
    }

    @Test
    void deviceKeepsAnAddress() {
        assertTrue(refusal(Map.of("ipv4_mode", "disabled", "ipv6_mode", "link_local"))
                .contains("address"));
        assertTrue(refusal(Map.of("ipv4_mode", "bootp")).contains("ipv4_mode"));
        assertTrue(refusal(Map.of("ipv4_mode", 4L)).contains("ipv4_mode"));
    }

    @Test
    void hostNameAloneIsChangedWhereTheModesAreUnknown() {
        NetworkSettings unknown = new NetworkSettings(
                "kvm", "", "unknown", Optional.empty(), "unknown", Optional.empty(), "unknown", "unknown");
        Map<String, Object> all = new LinkedHashMap<>(unknown.toMap());
        all.put("hostname", "rack7");
        assertEquals(unknown.withHostName("rack7"), NetworkSettings.of(all, unknown));
        all.put("ipv4_mode", "dhcp");
        assertThrows(IllegalArgumentException.class, () -> NetworkSettings.of(all, unknown));
    }
}
