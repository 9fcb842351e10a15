// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import io.baton.shared.files.SystemConfigFile;
import io.baton.shared.json.JsonCodec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file by which systemd-networkd configures the interface (systemd.network(5)). A comment in it holds the settings
 * that it was made from, so that file and settings cannot differ.
 */
final class NetworkFile {

    /** Files are read in the order of their names, and the first that fits an interface counts. */
    static final String NAME = "10-baton.network";

    /** Below the root, where the package has no link. */
    static final String IN_ETC = "etc/systemd/network/" + NAME;

    /** Below the root: the link of the package. */
    static final String LINK = "usr/lib/systemd/network/" + NAME;

    private static final String MARK = "# baton-settings ";
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(16_384, 6, 20, 64));

    private NetworkFile() {}

    /** Returns the file below the root. */
    static Path path(KernelFiles files) {
        return SystemConfigFile.of(files.path(""), IN_ETC, LINK);
    }

    /** Returns the content of the file. */
    static String text(String interfaceName, NetworkSettings settings) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "# Written by Baton, which overwrites changes. Without this file the system's own configuration counts.");
        line(text, MARK + JSON.text(settings.toMap()));
        line(text, "[Match]");
        line(text, "Name=" + interfaceName);
        line(text, "");
        line(text, "[Network]");
        String ipv6 = settings.ipv6Mode();
        boolean routerAdvertisements =
                List.of("slaac", "dhcpv6", "slaac_and_dhcpv6").contains(ipv6);
        line(text, "DHCP=" + (settings.ipv4Mode().equals("dhcp") ? "ipv4" : "no"));
        line(text, "LinkLocalAddressing=" + (ipv6.equals("disabled") ? "no" : "ipv6"));
        line(text, "IPv6AcceptRA=" + yes(routerAdvertisements));
        if (!settings.mdnsMode().equals(NetworkSettings.UNKNOWN)) {
            line(text, "MulticastDNS=" + yes(settings.mdnsMode().equals("auto")));
        }
        String lldp = settings.lldpMode();
        if (!lldp.equals(NetworkSettings.UNKNOWN)) {
            line(text, "LLDP=" + yes(!lldp.equals("disabled") && !lldp.equals("tx_only")));
            line(text, "EmitLLDP=" + yes(!lldp.equals("disabled") && !lldp.equals("rx_only")));
        }
        if (!settings.domain().isEmpty()) {
            line(text, "Domains=" + settings.domain());
        }
        settings.ipv4().ifPresent(fixed -> fixed(text, fixed));
        settings.ipv6().ifPresent(fixed -> fixed(text, fixed));
        // no DuplicateAddressDetection=ipv4: systemd-networkd 252 aborts when such a link is configured anew
        settings.ipv4().ifPresent(fixed -> address(text, fixed));
        settings.ipv6().ifPresent(fixed -> address(text, fixed));
        if (routerAdvertisements) {
            line(text, "");
            line(text, "[IPv6AcceptRA]");
            line(text, "DHCPv6Client=" + (ipv6.equals("slaac") ? "no" : "always"));
            line(text, "UseAutonomousPrefix=" + yes(!ipv6.equals("dhcpv6")));
        }
        return text.toString();
    }

    private static void fixed(StringBuilder text, NetworkSettings.Fixed fixed) {
        if (!fixed.gateway().isEmpty()) {
            line(text, "Gateway=" + fixed.gateway());
        }
        fixed.dns().forEach(server -> line(text, "DNS=" + server));
    }

    private static void address(StringBuilder text, NetworkSettings.Fixed fixed) {
        line(text, "");
        line(text, "[Address]");
        line(text, "Address=" + fixed.address() + "/" + fixed.prefix());
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }

    /** Returns the settings that a file was made from; empty when it is not ours, or was damaged. */
    static Optional<Map<String, Object>> settings(String text) {
        return text.lines().filter(line -> line.startsWith(MARK)).findFirst().flatMap(line -> {
            try {
                return Optional.of(JSON.readObject(line.substring(MARK.length())));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }
}
