// SPDX-License-Identifier: Apache-2.0
package io.baton.session.codec;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads and writes values of JDK types by name; what is missing or of another type is an illegal argument. */
final class CodecFields {

    private CodecFields() {}

    /** Whatever reading a form fails with is one thing to its caller: not such a form. */
    static <T> T reading(String what, Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not " + what + ": " + e.getMessage(), e);
        }
    }

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

    static @Nullable String textOrNull(Map<?, ?> form, String key) {
        return (String) form.get(key);
    }

    static boolean truth(Map<?, ?> form, String key) {
        return (Boolean) value(form, key);
    }

    static int number(Map<?, ?> form, String key) {
        return Math.toIntExact(whole(form, key));
    }

    static long whole(Map<?, ?> form, String key) {
        return whole(value(form, key));
    }

    /** Returns a whole number; JSON does not tell an Integer from a Long. */
    static long whole(Object value) {
        return value instanceof Integer narrow ? narrow : (Long) value;
    }

    static List<?> list(Map<?, ?> form, String key) {
        return (List<?>) value(form, key);
    }

    static Map<?, ?> map(Map<?, ?> form, String key) {
        return map(value(form, key));
    }

    static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    static Instant instant(Map<?, ?> form, String key) {
        return Instant.parse(text(form, key));
    }

    static @Nullable Instant instantOrNull(Map<?, ?> form, String key) {
        String text = textOrNull(form, key);
        return text == null ? null : Instant.parse(text);
    }
}
