// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.slf4j.ILoggerFactory;

/**
 * Repeats each LogService entry under the same logger name, level and exception. Called on the log service's thread.
 */
final class EntryForwarder implements LogListener {
    /** The framework logs each of its events under such a name; listeners receive the events themselves. */
    private static final String FRAMEWORK_EVENTS = "Events.";

    /** Felix puts it before the bundle's name when the old, nameless API was used. */
    private static final String NAMELESS = "LogService.";

    private final ILoggerFactory loggers;

    EntryForwarder(ILoggerFactory loggers) {
        this.loggers = loggers;
    }

    @Override
    public void logged(LogEntry entry) {
        String name = entry.getLoggerName();
        if (name.startsWith(FRAMEWORK_EVENTS)) {
            return;
        }
        loggers.getLogger(name.startsWith(NAMELESS) ? name.substring(NAMELESS.length()) : name)
                .atLevel(OsgiLevels.toSlf4j(entry.getLogLevel()))
                .setCause(entry.getException())
                .log(entry.getMessage());
    }
}
