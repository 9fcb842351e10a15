// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.rpc.RpcException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks keyboard macros as JetKVM's page stores them: a list of objects with id, name, sort order and steps, each step
 * with names of keys and modifiers and a delay in milliseconds. The page plays them; here they are only kept.
 */
final class KeyboardMacros {

    static final int MAX_MACROS = 25;
    static final int MAX_STEPS = 10;
    static final int MAX_KEYS = 10;

    private static final int MAX_TEXT = 64;
    private static final long MIN_DELAY = 50;
    private static final long MAX_DELAY = 2_000;

    private KeyboardMacros() {}

    /**
     * Returns the macros of a list, with delays clamped to 50–2000 ms and nothing but the known members.
     *
     * @throws RpcException naming the member that is missing, of another type or exceeds a bound
     */
    static List<Map<String, Object>> checked(@Nullable Object macros) throws RpcException {
        List<?> list = list(macros, "macros", MAX_MACROS);
        List<Map<String, Object>> checked = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        int made = 0;
        for (Object element : list) {
            Map<?, ?> macro = map(element, "macro");
            List<?> steps = list(macro.get("steps"), "steps", MAX_STEPS);
            if (steps.isEmpty()) {
                throw RpcException.badParameter("steps must not be empty");
            }
            String id;
            if (isAbsent(macro.get("id"))) {
                do {
                    id = "macro-" + ++made;
                } while (isUsed(list, id));
            } else {
                id = text(macro.get("id"), "id");
            }
            if (!ids.add(id)) {
                throw RpcException.badParameter("id must be unique");
            }
            checked.add(Map.of(
                    "id",
                    id,
                    "name",
                    text(macro.get("name"), "name"),
                    "sortOrder",
                    macro.get("sortOrder") instanceof Number order ? order.longValue() : checked.size() + 1L,
                    "steps",
                    steps(steps)));
        }
        return List.copyOf(checked);
    }

    /** A client may leave it to the device to name a macro. */
    private static boolean isAbsent(@Nullable Object id) {
        return id == null || (id instanceof String text && text.isEmpty());
    }

    private static boolean isUsed(List<?> macros, String id) {
        return macros.stream().anyMatch(macro -> macro instanceof Map<?, ?> map && id.equals(map.get("id")));
    }

    private static List<Map<String, Object>> steps(List<?> steps) throws RpcException {
        List<Map<String, Object>> checked = new ArrayList<>();
        for (Object element : steps) {
            Map<?, ?> step = map(element, "step");
            if (!(step.get("delay") instanceof Number delay)) {
                throw RpcException.badParameter("delay must be a number");
            }
            checked.add(Map.of(
                    "keys", names(step.get("keys"), "keys"),
                    "modifiers", names(step.get("modifiers"), "modifiers"),
                    "delay", Math.clamp(delay.longValue(), MIN_DELAY, MAX_DELAY)));
        }
        return List.copyOf(checked);
    }

    /** Missing names are none: the page leaves out what is empty. */
    private static List<String> names(@Nullable Object value, String name) throws RpcException {
        List<String> names = new ArrayList<>();
        for (Object element : value == null ? List.of() : list(value, name, MAX_KEYS)) {
            names.add(text(element, name));
        }
        return List.copyOf(names);
    }

    private static List<?> list(@Nullable Object value, String name, int max) throws RpcException {
        if (!(value instanceof List<?> list)) {
            throw RpcException.badParameter(name + " must be a list");
        }
        if (list.size() > max) {
            throw RpcException.badParameter(name + " must have at most " + max + " elements");
        }
        return list;
    }

    private static Map<?, ?> map(@Nullable Object value, String name) throws RpcException {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw RpcException.badParameter(name + " must be an object");
    }

    private static String text(@Nullable Object value, String name) throws RpcException {
        if (value instanceof String text && !text.isBlank() && text.length() <= MAX_TEXT) {
            return text;
        }
        throw RpcException.badParameter(name + " must be a text of 1–" + MAX_TEXT + " characters");
    }
}
