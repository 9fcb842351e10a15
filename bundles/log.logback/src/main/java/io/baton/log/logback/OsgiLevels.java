// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import ch.qos.logback.classic.Level;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.log.LogLevel;

/** Translates between Logback's levels and those of the OSGi log service. */
final class OsgiLevels {
    private OsgiLevels() {}

    static Map<String, LogLevel> of(Levels levels) {
        Map<String, LogLevel> osgi = new HashMap<>();
        levels.byLogger().forEach((name, level) -> osgi.put(name, of(level)));
        return osgi;
    }

    static LogLevel of(Level level) {
        return switch (level.toInt()) {
            case Level.OFF_INT -> LogLevel.AUDIT;
            case Level.ERROR_INT -> LogLevel.ERROR;
            case Level.WARN_INT -> LogLevel.WARN;
            case Level.INFO_INT -> LogLevel.INFO;
            case Level.DEBUG_INT -> LogLevel.DEBUG;
            default -> LogLevel.TRACE;
        };
    }

    static org.slf4j.event.Level toSlf4j(LogLevel level) {
        return switch (level) {
            case AUDIT, INFO -> org.slf4j.event.Level.INFO;
            case ERROR -> org.slf4j.event.Level.ERROR;
            case WARN -> org.slf4j.event.Level.WARN;
            case DEBUG -> org.slf4j.event.Level.DEBUG;
            case TRACE -> org.slf4j.event.Level.TRACE;
        };
    }
}
