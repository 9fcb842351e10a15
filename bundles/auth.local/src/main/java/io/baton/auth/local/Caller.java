// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.auth.Credentials;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about its client.
 *
 * @param source the client's address
 * @param forwarded whether a proxy passed the request on, so that the address is the proxy's
 * @param userAgent the User-Agent header, at most 128 characters; empty for none
 */
record Caller(String source, boolean forwarded, String userAgent, Credentials credentials) {

    /** Whether the client runs on the device itself. */
    boolean isConsole() {
        InetAddress address = address();
        return !forwarded && address != null && address.isLoopbackAddress();
    }

    /**
     * Whether the client is on the device or on the local network: loopback, link-local or private (RFC 1918, 4193).
     */
    boolean isLocal() {
        InetAddress address = address();
        return !forwarded
                && address != null
                && (address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || isUniqueLocal(address.getAddress()));
    }

    /**
     * Returns what failed logins are counted by: an IPv4 address, or the first 64 bits of an IPv6 address, since each
     * customer has at least that many addresses (RFC 6177).
     */
    String network() {
        InetAddress address = address();
        if (address == null || address.getAddress().length == 4) {
            return address == null ? source : address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        StringBuilder prefix = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            prefix.append(String.format("%02x", bytes[i]));
        }
        return prefix.append("/64").toString();
    }

    private static boolean isUniqueLocal(byte[] bytes) {
        return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    }

    private @Nullable InetAddress address() {
        try {
            // without the zone of a link-local address
            return InetAddress.ofLiteral(source.split("%", 2)[0]);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
