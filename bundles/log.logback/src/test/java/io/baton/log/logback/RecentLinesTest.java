// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecentLinesTest {

    private final RecentLines lines = new RecentLines(new LayoutBase<ILoggingEvent>() {
        @Override
        public String doLayout(ILoggingEvent event) {
            return event.getMessage() + "\n";
        }
    });

    @Test
    void lastLinesAreKeptInOrder() {
        for (int i = 0; i < RecentLines.MAX_LINES + 5; i++) {
            log("line " + i);
        }
        List<String> kept = lines.text().lines().toList();
        assertEquals(RecentLines.MAX_LINES, kept.size());
        assertEquals("line 5", kept.getFirst());
        assertEquals("line " + (RecentLines.MAX_LINES + 4), kept.getLast());
    }

    @Test
    void longLineIsCut() {
        log("x".repeat(10 * RecentLines.MAX_LENGTH));
        assertTrue(lines.text().strip().length() == RecentLines.MAX_LENGTH + 1, lines.text());
    }

    @Test
    void withoutEventsThereIsNoText() {
        assertEquals("", lines.text());
    }

    private void log(String message) {
        LoggingEvent event = new LoggingEvent();
        event.setMessage(message);
        lines.append(event);
    }
}
