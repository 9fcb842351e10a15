// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and writes IP addresses. No name is ever resolved. */
final class Addresses {

    private static final int MAX_PREFIX4 = 32;
    private static final int MAX_TEXT = 45;
    private static final int GROUPS = 8;
    private static final int MULTICAST = 224;

    private Addresses() {}

    /** Reads four decimal numbers within 0–255; no other notation. */
    static Optional<InetAddress> ipv4(String text) {
        String octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
        return text.matches(octet + "(\\." + octet + "){3}") ? literal(text) : Optional.empty();
    }

    /** Reads an IPv6 address (RFC 4291 §2.2) without a zone. */
    static Optional<InetAddress> ipv6(String text) {
        return text.length() <= MAX_TEXT && text.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
                ? literal(text).filter(address -> address.getAddress().length == 16)
                : Optional.empty();
    }

    /** Reads an address of either version. */
    static Optional<InetAddress> any(String text) {
        return ipv4(text).or(() -> ipv6(text));
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the prefix length of a netmask; empty when its ones are not all in front. */
    static Optional<Integer> prefixOf(String netmask) {
        return ipv4(netmask).map(mask -> (int) number(mask)).flatMap(mask -> {
            int ones = Integer.bitCount(mask);
            return mask == maskOf(ones) ? Optional.of(ones) : Optional.empty();
        });
    }

    static String netmask(int prefix) {
        int mask = maskOf(prefix);
        return "%d.%d.%d.%d".formatted(mask >>> 24, mask >>> 16 & 0xFF, mask >>> 8 & 0xFF, mask & 0xFF);
    }

    static int maskOf(int prefix) {
        return prefix == 0 ? 0 : -1 << (MAX_PREFIX4 - prefix);
    }

    /** Returns an IPv4 address as a number. */
    static long number(InetAddress address) {
        long value = 0;
        for (byte octet : address.getAddress()) {
            value = (value << Byte.SIZE) | (octet & 0xFF);
        }
        return value;
    }

    /** Returns whether both are within the same prefix. */
    static boolean sameSubnet(InetAddress one, InetAddress other, int prefix) {
        byte[] first = one.getAddress();
        byte[] second = other.getAddress();
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((first[bit / Byte.SIZE] ^ second[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns an address as text, IPv6 as RFC 5952 §4 says. */
    static String text(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return address.getHostAddress();
        }
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            groups.add(Integer.toHexString(((octets[2 * i] & 0xFF) << Byte.SIZE) | (octets[2 * i + 1] & 0xFF)));
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups.get(end).equals("0")) {
                end++;
            }
            if (end - i > longest) {
                start = i;
                longest = end - i;
            }
        }
        if (start < 0) {
            return String.join(":", groups);
        }
        return String.join(":", groups.subList(0, start))
                + "::"
                + String.join(":", groups.subList(start + longest, GROUPS));
    }

    /** Returns whether an IPv4 address can be that of one host: not that of many, of this one, or reserved. */
    static boolean isHost4(InetAddress address) {
        int first = address.getAddress()[0] & 0xFF;
        return first != 0 && first < MULTICAST && !address.isLoopbackAddress();
    }

    /** Returns whether an IPv6 address can be that of one host beyond its link. */
    static boolean isHost6(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress();
    }
}
