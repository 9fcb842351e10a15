// SPDX-License-Identifier: Apache-2.0
package io.baton.wol.udp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A computer on the list.
 *
 * @param name for people
 * @param mac its hardware address
 * @param broadcast where the packet goes; empty for the networks of this device
 */
record WakeTarget(String name, MacAddress mac, String broadcast) {

    static final int MAX_TARGETS = 64;
    private static final int MAX_NAME = 64;

    /**
     * Returns a checked list.
     *
     * @throws IllegalArgumentException saying what is wrong with which entry
     */
    static List<WakeTarget> listOf(Object value) {
        if (!(value instanceof List<?> rows) || rows.size() > MAX_TARGETS) {
            throw new IllegalArgumentException("devices must be a list of at most " + MAX_TARGETS + " devices");
        }
        List<WakeTarget> targets = new ArrayList<>();
        for (Object row : rows) {
            targets.add(of(row, targets.size() + 1));
        }
        return List.copyOf(targets);
    }

    private static WakeTarget of(Object row, int number) {
        if (!(row instanceof Map<?, ?> members)) {
            throw new IllegalArgumentException("device " + number + " must be an object");
        }
        String name = String.valueOf(members.get("name")).strip();
        if (!(members.get("name") instanceof String)
                || name.isEmpty()
                || name.length() > MAX_NAME
                || name.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "device " + number + " must have a name of 1\u2013" + MAX_NAME + " characters");
        }
        MacAddress mac = MacAddress.of(String.valueOf(members.get("macAddress")))
                .orElseThrow(() -> new IllegalArgumentException(
                        "device " + number + " must have a macAddress such as 00:11:22:33:44:55"));
        Object broadcast = members.get("broadcastIP");
        if (broadcast == null || "".equals(broadcast)) {
            return new WakeTarget(name, mac, "");
        }
        return new WakeTarget(
                name,
                mac,
                address(String.valueOf(broadcast))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "device " + number + " must have an IPv4 address as broadcastIP, or none"))
                        .getHostAddress());
    }

    /** Returns the IPv4 address that a text is; empty for a name, a group or no address. */
    static Optional<InetAddress> address(String text) {
        try {
            Inet4Address address = Inet4Address.ofLiteral(text);
            // four whole numbers: the shorter forms would be addresses that nobody meant
            return address.isMulticastAddress()
                            || address.isAnyLocalAddress()
                            || !address.getHostAddress().equals(text)
                    ? Optional.empty()
                    : Optional.of(address);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the entry as on the wire and in the file. */
    Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", name);
        row.put("macAddress", mac.text());
        if (!broadcast.isEmpty()) {
            row.put("broadcastIP", broadcast);
        }
        return row;
    }
}
