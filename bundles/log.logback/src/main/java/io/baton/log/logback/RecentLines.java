// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.Layout;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps the last lines of the log in memory, for support archives.
 *
 * <p>Threading. Any thread.
 */
final class RecentLines extends AppenderBase<ILoggingEvent> {

    static final int MAX_LINES = 1000;
    static final int MAX_LENGTH = 512;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Layout<ILoggingEvent> layout;

    /** @param layout a started layout that gives one line for each event */
    RecentLines(Layout<ILoggingEvent> layout) {
        this.layout = layout;
    }

    @Override
    protected void append(ILoggingEvent event) {
        String line = layout.doLayout(event).stripTrailing();
        String kept = line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line;
        synchronized (lines) {
            if (lines.size() >= MAX_LINES) {
                lines.removeFirst();
            }
            lines.addLast(kept);
        }
    }

    /** Returns the lines, oldest first. */
    String text() {
        synchronized (lines) {
            return String.join("\n", lines) + (lines.isEmpty() ? "" : "\n");
        }
    }
}
