// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import ch.qos.logback.classic.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The levels an operator set, and the entries that could not be understood.
 *
 * @param byLogger level by logger name
 * @param rejected entries that are not {@code logger=LEVEL}
 */
record Levels(Map<String, Level> byLogger, List<String> rejected) {

    Levels {
        byLogger = Map.copyOf(byLogger);
        rejected = List.copyOf(rejected);
    }

    static Levels parse(String... entries) {
        Map<String, Level> levels = new LinkedHashMap<>();
        Map<String, String> rejected = new TreeMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            String logger = equals < 0 ? "" : entry.substring(0, equals).strip();
            Level level = Level.toLevel(entry.substring(equals + 1).strip(), null);
            if (logger.isEmpty() || level == null) {
                rejected.put(entry, entry);
            } else {
                levels.put(logger, level);
            }
        }
        return new Levels(levels, List.copyOf(rejected.keySet()));
    }
}
