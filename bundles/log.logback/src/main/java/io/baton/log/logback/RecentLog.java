// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.LoggerFactory;

/** Gives the last lines of the log to support archives: what the log's destination got since this bundle started. */
@Component(service = Supplier.class, property = "baton.role=log", immediate = true)
public final class RecentLog implements Supplier<String> {

    /** As in {@code logback.xml}: one line for each event, whatever is in its message. */
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%.-24thread] %logger{32} -"
            + " %replace(%msg%replace(%rEx){'^(.)',' | $1'}){'\\s*[\\r\\n]+\\s*',' | '}%nopex%n";

    private final PatternLayout layout = new PatternLayout();
    private final RecentLines lines = new RecentLines(layout);

    /** Called by Declarative Services. */
    @Activate
    public RecentLog() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            layout.setContext(context);
            layout.setPattern(PATTERN);
            layout.start();
            lines.setContext(context);
            lines.setName("RECENT");
            lines.start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(lines);
        }
    }

    @Override
    public String get() {
        return lines.text();
    }

    /** Called by Declarative Services. */
    @Deactivate
    public void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(lines);
        }
        lines.stop();
        layout.stop();
    }
}
