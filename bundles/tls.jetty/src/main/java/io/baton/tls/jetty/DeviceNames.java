// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import io.baton.shared.net.HostNames;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * The names and addresses a browser may reach the device by.
 *
 * @param names host names, the device's own first
 * @param addresses addresses of all interfaces but link-local ones
 */
record DeviceNames(List<String> names, List<InetAddress> addresses) {

    private static final int MAX_ADDRESSES = 32;

    /** Reads them from the system, without asking a name server. */
    static DeviceNames read() {
        List<String> names = new ArrayList<>(HostNames.own());
        names.add("localhost");
        return new DeviceNames(List.copyOf(names), interfaceAddresses());
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
