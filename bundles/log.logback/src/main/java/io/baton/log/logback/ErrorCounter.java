// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts errors by the bundle that caused them, for the one that observes upgrades: a service of JDK types that takes a
 * symbolic name. An exception counts for the bundle whose code threw it, logged by another bundle as an error or a
 * warning; an error without exception for the bundle that logged it.
 *
 * <p>Threading. Any thread; the map holds one entry for each package and logger.
 */
@Component(service = ToLongFunction.class, property = "baton.role=errors", immediate = true)
public final class ErrorCounter extends AppenderBase<ILoggingEvent> implements ToLongFunction<String> {
    private static final String OURS = "io.baton.";
    private static final int MAX_KEYS = 1000;

    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    /** Called by Declarative Services. */
    @Activate
    public ErrorCounter() {
        setName("errors");
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            setContext(context);
            start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
        }
    }

    /** Called by Declarative Services. */
    @Deactivate
    public void close() {
        if (getContext() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        }
        stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        boolean error = event.getLevel().isGreaterOrEqual(Level.ERROR);
        if (error || (thrown != null && event.getLevel().isGreaterOrEqual(Level.WARN))) {
            String origin = thrown == null ? "" : origin(thrown);
            String key = origin.isEmpty() ? OURS + event.getLoggerName() : origin;
            if (counts.size() < MAX_KEYS || counts.containsKey(key)) {
                counts.merge(key, 1L, Long::sum);
            }
        }
    }

    /** The class of ours that is nearest to where the deepest cause was thrown. */
    private static String origin(IThrowableProxy thrown) {
        IThrowableProxy deepest = thrown;
        for (IThrowableProxy cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            deepest = cause;
        }
        for (StackTraceElementProxy frame : deepest.getStackTraceElementProxyArray()) {
            String name = frame.getStackTraceElement().getClassName();
            if (name.startsWith(OURS)) {
                return name.substring(0, name.lastIndexOf('.'));
            }
        }
        return "";
    }

    /** Returns the errors of the bundle with this symbolic name, which is also its root package. */
    @Override
    public long applyAsLong(String symbolicName) {
        return counts.entrySet().stream()
                .filter(entry ->
                        entry.getKey().equals(symbolicName) || entry.getKey().startsWith(symbolicName + "."))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
