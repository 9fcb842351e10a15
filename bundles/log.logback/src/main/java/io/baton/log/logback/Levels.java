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

    /** Below INFO the web server writes down every byte it reads: passwords, tokens, offers. */
    private static final String DUMPS_THE_WIRE = "org.eclipse.jetty";

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
        levels.replaceAll((logger, level) -> isWire(logger) ? quiet(level) : level);
        Level inherited = inherited(levels, DUMPS_THE_WIRE);
        if (quiet(inherited) != inherited) {
            levels.put(DUMPS_THE_WIRE, quiet(inherited));
        }
        return new Levels(levels, List.copyOf(rejected.keySet()));
    }

    private static boolean isWire(String logger) {
        return logger.equals(DUMPS_THE_WIRE) || logger.startsWith(DUMPS_THE_WIRE + ".");
    }

    private static Level quiet(Level level) {
        return level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO;
    }

    /** The level a logger has of itself or of the nearest one above it. */
    private static Level inherited(Map<String, Level> levels, String logger) {
        String name = logger;
        while (!levels.containsKey(name) && name.indexOf('.') > 0) {
            name = name.substring(0, name.lastIndexOf('.'));
        }
        Level level = levels.get(name);
        return level == null ? levels.getOrDefault("ROOT", Level.INFO) : level;
    }
}
