// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes values of JDK types by name; what is missing or of another type is an illegal argument. */
final class Forms {

    private Forms() {}

    static void putIfPresent(Map<String, Object> form, String key, @Nullable Object value) {
        if (value != null) {
            form.put(key, value.toString());
        }
    }

    static Object value(Map<?, ?> form, String key) {
        @Nullable Object value = form.get(key);
        if (value == null) {
            throw new IllegalArgumentException("missing: " + key);
        }
        return value;
    }

    static String text(Map<?, ?> form, String key) {
        return (String) value(form, key);
    }

    static int number(Map<?, ?> form, String key) {
        return (Integer) value(form, key);
    }

    static List<?> list(Map<?, ?> form, String key) {
        return (List<?>) value(form, key);
    }

    static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    static Instant instant(Map<?, ?> form, String key) {
        return instant(text(form, key));
    }

    static @Nullable Instant instantOrNull(Map<?, ?> form, String key) {
        String text = (String) form.get(key);
        return text == null ? null : instant(text);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time: " + text, e);
        }
    }
}
