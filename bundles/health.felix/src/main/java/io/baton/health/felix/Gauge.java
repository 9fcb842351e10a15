// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a service with {@code baton.role=gauge} tells of itself: a name and numbers, written as {@code name key=1
 * key=2}. Words without {@code =} after the name are for readers and are left out.
 *
 * @param name what is measured
 * @param values the numbers by their names
 */
record Gauge(String name, Map<String, Long> values) {

    Gauge {
        values = Map.copyOf(values);
    }

    /** Returns the gauge that a text tells; empty for a text without a name or with anything else as a number. */
    static Optional<Gauge> parse(String text) {
        String[] words = text.strip().split("\\s+");
        if (words[0].isEmpty() || words[0].contains("=")) {
            return Optional.empty();
        }
        Map<String, Long> values = new TreeMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                try {
                    values.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
                } catch (NumberFormatException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new Gauge(words[0], values));
    }

    /** Returns a number; 0 where the gauge does not have it. */
    long value(String key) {
        return values.getOrDefault(key, 0L);
    }

    /** Whether it tells the length of a queue. */
    boolean isQueue() {
        return values.containsKey("length") && value("capacity") > 0;
    }
}
