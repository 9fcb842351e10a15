// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.shared.http.DeclaredAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The routes that are served, with what is declared of them ({@link DeclaredAccess}). A path has the access of the
 * pattern by which the HTTP Whiteboard selects its servlet: the exact one, else the longest prefix, else {@code /}. Of
 * two declarations for one pattern the stricter is in force.
 *
 * <p>Threading. Any thread.
 */
final class RouteTable {

    private static final List<String> WORDS =
            List.of(DeclaredAccess.PUBLIC, DeclaredAccess.LOGIN, DeclaredAccess.ADMIN);
    private static final String UNDECLARED = "";

    private record Service(List<String> patterns, Map<String, String> declared) {}

    private final Map<Object, Service> services = new HashMap<>();
    private volatile Map<String, String> routes = Map.of();

    /**
     * Adds a service.
     *
     * @param key what {@link #remove} is given
     * @param patterns its patterns, a text or an array of texts; null for none
     * @param access its service property {@value DeclaredAccess#PROPERTY}
     */
    synchronized void add(Object key, @Nullable Object patterns, @Nullable Object access) {
        services.put(key, new Service(DeclaredAccess.strings(patterns), DeclaredAccess.of(access)));
        update();
    }

    synchronized void remove(Object key) {
        services.remove(key);
        update();
    }

    private void update() {
        Map<String, String> next = new HashMap<>();
        for (Service service : services.values()) {
            service.declared().forEach((pattern, word) -> {
                if (WORDS.contains(word)) {
                    next.merge(pattern, word, RouteTable::stricter);
                }
            });
        }
        services.values()
                .forEach(service -> service.patterns().forEach(pattern -> next.putIfAbsent(pattern, UNDECLARED)));
        routes = Map.copyOf(next);
    }

    private static String stricter(String one, String other) {
        return WORDS.indexOf(one) >= WORDS.indexOf(other) ? one : other;
    }

    /** Returns what is declared of a path's route; empty when nothing is, or nothing is served there. */
    Optional<String> access(String path) {
        Map<String, String> present = routes;
        String found = present.get(path);
        for (int end = path.length(); found == null && end >= 0; end = path.lastIndexOf('/', end - 1)) {
            found = present.get(path.substring(0, end) + "/*");
        }
        if (found == null) {
            found = present.getOrDefault("/", UNDECLARED);
        }
        return found.equals(UNDECLARED) ? Optional.empty() : Optional.of(found);
    }
}
