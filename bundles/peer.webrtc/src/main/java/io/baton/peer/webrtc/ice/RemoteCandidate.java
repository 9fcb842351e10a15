// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A usable candidate of the other side (RFC 8839 §5.1).
 *
 * @param address where it may be reached
 * @param priority as the other side gave it, 1 – 2³²−1
 */
public record RemoteCandidate(InetSocketAddress address, long priority) {

    /** The longest candidate read, characters. */
    public static final int MAX_LENGTH = 1_024;

    /**
     * Reads a candidate attribute's value, with or without {@code candidate:} or {@code a=candidate:} before it. Empty
     * when it is malformed or of no use here: TCP, another component, a name (mDNS) instead of an address, an address
     * that is not unicast.
     */
    public static Optional<RemoteCandidate> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String line = text.strip();
        line = line.startsWith("a=") ? line.substring(2) : line;
        line = line.startsWith("candidate:") ? line.substring("candidate:".length()) : line;
        String[] words = line.split(" +", 9);
        if (words.length < 8
                || !words[1].equals("1")
                || !words[2].equalsIgnoreCase("udp")
                || !words[6].equals("typ")
                || !isLiteral(words[4])) {
            return Optional.empty();
        }
        try {
            long priority = Long.parseLong(words[3]);
            int port = Integer.parseInt(words[5]);
            InetAddress address = InetAddress.ofLiteral(words[4]);
            if (priority < 1 || priority > 0xFFFF_FFFFL || port < 1 || port > 65_535 || !isUnicast(address)) {
                return Optional.empty();
            }
            return Optional.of(new RemoteCandidate(new InetSocketAddress(address, port), priority));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isLiteral(String text) {
        if (text.length() > 45) {
            return false;
        }
        boolean colon = text.indexOf(':') >= 0;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hex = colon ? Character.digit(c, 16) >= 0 && c < 128 : c >= '0' && c <= '9';
            if (!hex && c != '.' && c != ':') {
                return false;
            }
            dots += c == '.' ? 1 : 0;
        }
        // an IPv4 address has all its four parts; shorter forms are read differently by different programs
        return colon || dots == 3;
    }

    private static boolean isUnicast(InetAddress address) {
        byte[] raw = address.getAddress();
        boolean broadcast = raw.length == 4 && raw[0] == -1 && raw[1] == -1 && raw[2] == -1 && raw[3] == -1;
        return !broadcast && !address.isAnyLocalAddress() && !address.isMulticastAddress();
    }
}
