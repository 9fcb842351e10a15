// SPDX-License-Identifier: Apache-2.0
package io.baton.session.codec;

import io.baton.session.TokenDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads and writes values of JDK types by name; what is missing or of another type is an illegal argument. */
final class CodecFields {

    private CodecFields() {}

    /** Reads a value. Every failure becomes an {@link IllegalArgumentException} that names what was expected. */
    static <T> T reading(String what, Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not " + what + ": " + e.getMessage(), e);
        }
    }

    static void putIfPresent(Map<String, Object> fields, String key, @Nullable Object value) {
        if (value != null) {
            fields.put(key, value.toString());
        }
    }

    static Object value(Map<?, ?> fields, String key) {
        @Nullable Object value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException("missing: " + key);
        }
        return value;
    }

    static String text(Map<?, ?> fields, String key) {
        return (String) value(fields, key);
    }

    static @Nullable String textOrNull(Map<?, ?> fields, String key) {
        return (String) fields.get(key);
    }

    static boolean truth(Map<?, ?> fields, String key) {
        return (Boolean) value(fields, key);
    }

    static int number(Map<?, ?> fields, String key) {
        return Math.toIntExact(whole(fields, key));
    }

    static long whole(Map<?, ?> fields, String key) {
        return whole(value(fields, key));
    }

    /** Returns a whole number; JSON does not tell an Integer from a Long. */
    static long whole(Object value) {
        return value instanceof Integer narrow ? narrow : (Long) value;
    }

    static List<?> list(Map<?, ?> fields, String key) {
        return (List<?>) value(fields, key);
    }

    static Map<?, ?> map(Map<?, ?> fields, String key) {
        return map(value(fields, key));
    }

    static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    static Instant instant(Map<?, ?> fields, String key) {
        return Instant.parse(text(fields, key));
    }

    static @Nullable TokenDigest digestOrNull(Map<?, ?> fields, String key) {
        String hex = textOrNull(fields, key);
        return hex == null ? null : new TokenDigest(hex);
    }

    static @Nullable Instant instantOrNull(Map<?, ?> fields, String key) {
        String text = textOrNull(fields, key);
        return text == null ? null : Instant.parse(text);
    }
}
