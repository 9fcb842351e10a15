// SPDX-License-Identifier: Apache-2.0
package io.baton.handover.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Copies state made of JDK types, and refuses any other: their classes would be gone, or keep a class loader alive. */
final class JdkTypeCopier {

    private static final int MAX_DEPTH = 16;
    private static final Set<Class<?>> SCALARS = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class);

    private JdkTypeCopier() {}

    static Map<String, Object> of(Map<String, Object> state) {
        return map(state, 0);
    }

    /** As {@link #of}, of a map whose type of keys is not known. */
    static Map<String, Object> map(Map<?, ?> state) {
        return map(state, 0);
    }

    private static Object value(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("state is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (SCALARS.contains(value.getClass())) {
            return value;
        }
        return switch (value) {
            case byte[] bytes -> bytes.clone();
            case List<?> list -> list(list, depth);
            case Map<?, ?> map -> map(map, depth);
            default ->
                throw new IllegalArgumentException(
                        "state has only JDK types, not " + value.getClass().getName());
        };
    }

    private static List<Object> list(List<?> list, int depth) {
        List<Object> copy = new ArrayList<>(list.size());
        for (Object element : list) {
            copy.add(value(element, depth + 1));
        }
        return List.copyOf(copy);
    }

    private static Map<String, Object> map(Map<?, ?> map, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, element) -> {
            if (!(key instanceof String name)) {
                throw new IllegalArgumentException("keys of state are strings");
            }
            copy.put(name, value(element, depth + 1));
        });
        return Map.copyOf(copy);
    }
}
