// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The address the device listens on, and what follows from it: the names it answers to, the addresses it prints.
 *
 * @param literal an IP address
 */
record ListenAddress(String literal) {
    private static final int MAX_PRINTED = 8;

    /** An address no host has (RFC 5737). A datagram socket is connected to it to learn the route; nothing is sent. */
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("192.0.2.1", 9);

    private static final String LOOPBACK = "127.0.0.1";

    boolean isLoopback() {
        return InetAddress.ofLiteral(literal).isLoopbackAddress();
    }

    /** Whether the device listens on all its addresses. */
    boolean isWildcard() {
        return InetAddress.ofLiteral(literal).isAnyLocalAddress();
    }

    /**
     * Returns the names to add to the allowed ones. Addresses need none beyond loopback: a request for the address it
     * came in at is always admitted.
     *
     * @param hostNames the names of this machine
     */
    List<String> allowedHosts(List<String> hostNames) {
        return isLoopback() ? List.of(urlHost(literal)) : hostNames;
    }

    /** Returns the address to ask whether the device answers. */
    String probed() {
        return isWildcard() ? LOOPBACK : urlHost(literal);
    }

    /** Whether this machine has the address. */
    boolean isOwn() throws SocketException {
        return isLoopback()
                || isWildcard()
                || NetworkInterface.getByInetAddress(InetAddress.ofLiteral(literal)) != null;
    }

    /** Whether no other program listens there. */
    boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(literal), port));
            return true;
        } catch (BindException e) {
            return false;
        }
    }

    /**
     * Returns the addresses of the page for a browser, the one of the default route first.
     *
     * @param page with scheme and port
     */
    List<URI> pages(URI page) {
        return reachable().stream()
                .map(host -> URI.create(page.getScheme() + "://" + host + ":" + page.getPort() + "/"))
                .toList();
    }

    private List<String> reachable() {
        if (!isWildcard()) {
            return List.of(urlHost(literal));
        }
        List<String> found = choose(ofRoute(), ofInterfaces());
        return found.isEmpty() ? List.of(LOOPBACK) : found;
    }

    /** Returns the addresses of a machine to print; neither loopback nor those that are valid on one link only. */
    static List<String> choose(List<InetAddress> routed, List<InetAddress> all) {
        Set<InetAddress> ordered = new LinkedHashSet<>(routed);
        ordered.addAll(all);
        return ordered.stream()
                .filter(address ->
                        !address.isLoopbackAddress() && !address.isLinkLocalAddress() && !address.isAnyLocalAddress())
                .limit(MAX_PRINTED)
                .map(address -> urlHost(address.getHostAddress()))
                .toList();
    }

    private static List<InetAddress> ofRoute() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(ANYWHERE);
            return List.of(socket.getLocalAddress());
        } catch (SocketException e) {
            // there is no route
            return List.of();
        }
    }

    private static List<InetAddress> ofInterfaces() {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(addresses::add);
        } catch (SocketException e) {
            // addresses are printed for convenience only
        }
        return addresses;
    }

    private static String urlHost(String literal) {
        int zone = literal.indexOf('%');
        String bare = zone < 0 ? literal : literal.substring(0, zone);
        return bare.contains(":") ? "[" + bare + "]" : bare;
    }
}
