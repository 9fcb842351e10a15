// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads members of JSON objects that the server sent; what is missing or of another type is empty. */
final class Members {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private Members() {}

    static String text(Map<?, ?> object, String name) {
        Object value = object.get(name);
        return value instanceof String || value instanceof Long ? String.valueOf(value) : "";
    }

    /**
     * Returns an id, which becomes a part of an address.
     *
     * @throws DdiException when it is missing or malformed
     */
    static String id(Map<?, ?> object, String name) throws DdiException {
        String id = text(object, name);
        if (!ID.matcher(id).matches()) {
            throw new DdiException("The server names no action where it should (" + name + ").");
        }
        return id;
    }

    static long number(Map<?, ?> object, String name) {
        return object.get(name) instanceof Long number ? number : -1;
    }

    static Map<?, ?> object(Map<?, ?> object, String name) {
        return object.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    static List<? extends Map<?, ?>> objects(Map<?, ?> object, String name) {
        return object.get(name) instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .map(element -> (Map<?, ?>) element)
                        .toList()
                : List.of();
    }

    /**
     * Returns the address of a link by its relation, as HAL writes it.
     *
     * @throws DdiException when it is malformed
     */
    static Optional<URI> link(Map<?, ?> object, String relation) throws DdiException {
        String address = text(object(object(object, "_links"), relation), "href");
        try {
            return address.isEmpty() ? Optional.empty() : Optional.of(URI.create(address));
        } catch (IllegalArgumentException e) {
            throw new DdiException("The server's link " + relation + " is no address.");
        }
    }
}
