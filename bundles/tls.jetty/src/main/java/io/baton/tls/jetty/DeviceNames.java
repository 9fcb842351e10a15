// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The names and addresses a browser may reach the device by.
 *
 * @param names host names, the device's own first
 * @param addresses addresses of all interfaces but link-local ones
 */
record DeviceNames(List<String> names, List<InetAddress> addresses) {

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final String FALLBACK = "baton";
    private static final int MAX_ADDRESSES = 32;

    /** Reads them from the system, without asking a name server. */
    static DeviceNames read() {
        String host = hostName();
        Set<String> names = new LinkedHashSet<>(List.of(host));
        if (!host.contains(".")) {
            names.add(host + ".local");
        }
        names.add("localhost");
        return new DeviceNames(List.copyOf(names), interfaceAddresses());
    }

    private static String hostName() {
        try {
            String name = Files.readString(HOST_NAME).strip();
            return name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?") ? name : FALLBACK;
        } catch (IOException e) {
            return FALLBACK;
        }
    }

    private static List<InetAddress> interfaceAddresses() {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .limit(MAX_ADDRESSES)
                    .forEach(addresses::add);
        } catch (SocketException e) {
            // a certificate without addresses is as good for a client that compares the fingerprint
        }
        return List.copyOf(addresses);
    }
}
