// SPDX-License-Identifier: Apache-2.0
package io.baton.time.timesyncd;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client wants of the clock. What it leaves out is empty and stays.
 *
 * @param enabled whether time servers set the clock
 * @param servers names or addresses, in order; an empty list for those of the system
 * @param zone such as {@code Europe/Paris}
 */
record TimeSettings(Optional<Boolean> enabled, Optional<List<String>> servers, Optional<String> zone) {

    private static final int MAX_SERVERS = 8;
    private static final int MAX_NAME = 253;
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    /** @throws IllegalArgumentException that names the member and says what it must be */
    static TimeSettings of(Map<?, ?> settings) {
        Object enabled = settings.get("enabled");
        if (enabled != null && !(enabled instanceof Boolean)) {
            throw new IllegalArgumentException("settings.enabled must be true or false");
        }
        Object zone = settings.get("zone");
        if (zone != null && !(zone instanceof String name && ZONES.contains(name))) {
            throw new IllegalArgumentException("settings.zone must be a time zone such as Europe/Paris");
        }
        Object servers = settings.get("servers");
        return new TimeSettings(
                enabled instanceof Boolean value ? Optional.of(value) : Optional.empty(),
                servers == null ? Optional.empty() : Optional.of(servers(servers)),
                zone instanceof String name ? Optional.of(name) : Optional.empty());
    }

    private static List<String> servers(Object value) {
        if (!(value instanceof List<?> list) || list.size() > MAX_SERVERS) {
            throw new IllegalArgumentException("settings.servers must be a list of at most " + MAX_SERVERS);
        }
        List<String> servers = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof String server) || !isServer(server)) {
                throw new IllegalArgumentException("settings.servers must be host names or IP addresses");
            }
            servers.add(server);
        }
        if (new HashSet<>(servers).size() != servers.size()) {
            throw new IllegalArgumentException("settings.servers must not have a server twice");
        }
        return List.copyOf(servers);
    }

    private static boolean isServer(String server) {
        return server.length() <= MAX_NAME
                && (server.matches(LABEL + "(\\." + LABEL + ")*\\.?")
                        || server.matches("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*"));
    }
}
