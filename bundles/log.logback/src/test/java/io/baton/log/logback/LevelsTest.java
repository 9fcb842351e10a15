// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator writes, and what no operator may have. */
final class LevelsTest {

    private static final String WIRE = "org.eclipse.jetty";

    @Test
    void whatIsWritten() {
        Levels levels = Levels.parse("ROOT=INFO", " io.baton = debug ", "nonsense", "x=LOUD");
        assertEquals(Map.of("ROOT", Level.INFO, "io.baton", Level.DEBUG), levels.byLogger());
        assertEquals(List.of("nonsense", "x=LOUD"), levels.rejected());
    }

    /** S25: at DEBUG the web server would write passwords and tokens into the log. */
    @ParameterizedTest
    @CsvSource({"ROOT=DEBUG", "ROOT=TRACE", "ROOT=ALL", "org=DEBUG", "org.eclipse=TRACE", "org.eclipse.jetty=DEBUG"})
    void noLevelShowsTheWire(String entry) {
        assertEquals(Level.INFO, Levels.parse(entry).byLogger().get(WIRE));
    }

    @Test
    void norOfAPartOfIt() {
        Levels levels =
                Levels.parse("org.eclipse.jetty=WARN", "org.eclipse.jetty.http=TRACE", "org.eclipse.jettyish=TRACE");
        assertEquals(Level.WARN, levels.byLogger().get(WIRE));
        assertEquals(Level.INFO, levels.byLogger().get("org.eclipse.jetty.http"));
        assertEquals(Level.TRACE, levels.byLogger().get("org.eclipse.jettyish"));
    }

    @Test
    void quietStaysQuiet() {
        assertEquals(Map.of("ROOT", Level.WARN), Levels.parse("ROOT=WARN").byLogger());
    }
}
