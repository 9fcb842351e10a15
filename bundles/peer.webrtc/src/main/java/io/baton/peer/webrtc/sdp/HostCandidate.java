// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * A host candidate of the device (RFC 8839 §5.1).
 *
 * @param foundation equal for candidates that share an address and kind, 1–32 characters
 * @param priority by RFC 8445 §5.1.2
 * @param address where the device listens
 */
public record HostCandidate(String foundation, long priority, InetSocketAddress address) {

    /** The address as SDP writes it, without a scope. */
    String host() {
        String text = address.getAddress().getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    boolean isIpv6() {
        return address.getAddress() instanceof Inet6Address;
    }

    /** The attribute's value, beginning with {@code candidate:}. */
    public String line() {
        return "candidate:" + foundation + " 1 udp " + priority + " " + host() + " " + address.getPort() + " typ host";
    }
}
