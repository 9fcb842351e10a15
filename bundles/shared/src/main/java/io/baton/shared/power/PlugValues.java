// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.power;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what switched sockets tell in JSON. */
public final class PlugValues {

    private PlugValues() {}

    /**
     * Returns a setting that is a JSON pointer (RFC 6901).
     *
     * @throws IllegalArgumentException naming the setting, when it is none
     */
    public static String pointer(String name, String value) {
        if (!value.isEmpty() && !value.startsWith("/")) {
            throw new IllegalArgumentException(name + " must begin with /");
        }
        return value;
    }

    /** Returns what a JSON pointer points at; null for nothing, and for an empty pointer. */
    public static @Nullable Object find(Object document, String pointer) {
        if (pointer.isEmpty()) {
            return null;
        }
        Object at = document;
        for (String step : pointer.substring(1).split("/", -1)) {
            String name = step.replace("~1", "/").replace("~0", "~");
            at = switch (at) {
                case Map<?, ?> object -> object.get(name);
                case List<?> list
                when name.matches("[0-9]{1,4}") && Integer.parseInt(name) < list.size() ->
                    list.get(Integer.parseInt(name));
                case null, default -> null;
            };
        }
        return at;
    }

    /** Returns whether a value means on; null when it means neither on nor off. */
    public static @Nullable Boolean isOn(@Nullable Object value) {
        return switch (value) {
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            case String word ->
                switch (word.toLowerCase(Locale.ROOT)) {
                    case "on", "true", "1", "online" -> true;
                    case "off", "false", "0", "offline" -> false;
                    default -> null;
                };
            case null, default -> null;
        };
    }

    /** Returns a measured value; null for what is no number. */
    public static @Nullable Double measured(@Nullable Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue()) ? number.doubleValue() : null;
    }
}
