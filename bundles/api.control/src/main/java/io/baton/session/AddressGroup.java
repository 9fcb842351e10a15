// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Groups client addresses for limits: an IPv4 address is a group of its own, IPv6 addresses are one by their first 64
 * bits, since one host may use them all (RFC 4291, section 2.5.4; RFC 8981).
 *
 * <p>Threading. Pure; any thread.
 */
public final class AddressGroup {

    private static final int PREFIX_BYTES = 8;

    private AddressGroup() {}

    /** Returns whether an address is the device's own. */
    public static boolean isLoopback(String source) {
        return source.startsWith("127.") || source.equals("::1") || source.equals("0:0:0:0:0:0:0:1");
    }

    /** Returns the group of an address literal; a text that is none is a group of its own. */
    public static String of(String source) {
        if (source.indexOf(':') < 0) {
            return source;
        }
        int zone = source.indexOf('%');
        try {
            // an IPv4-mapped address becomes an IPv4 address
            InetAddress address = InetAddress.ofLiteral(zone < 0 ? source : source.substring(0, zone));
            if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
                return address.getHostAddress();
            }
            byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), PREFIX_BYTES), 16);
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (IllegalArgumentException | UnknownHostException e) {
            return source;
        }
    }
}
