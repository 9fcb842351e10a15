// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

class SettingsToolTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new SettingsTool(() -> Map.of("SESSION_MAX_CONCURRENT", "4"))
                .run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private String row(String setting) {
        return out.toString()
                .lines()
                .filter(line -> line.startsWith(setting + " "))
                .findFirst()
                .orElseThrow()
                .replaceAll(" +", " ");
    }

    @Test
    void everySettingIsListedWithValueSourceRangeAndNeighbours() {
        assertEquals(0, run("check", "inputWaitMillis=600", "component.name=x"), out::toString);
        assertEquals(Setting.values().length + 3, out.toString().lines().count(), out::toString);
        assertEquals(
                "inputWaitMillis 600 configuration 50–3599999 ms at least 1.5 × hidWriteTimeoutMillis;"
                        + " handlerTimeoutMillis is at least 1.5 × it",
                row("inputWaitMillis"));
        assertEquals("maxSessions 4 environment:SESSION_MAX_CONCURRENT 1–100 ", row("maxSessions"));
        assertEquals(
                List.of(
                        "fixed: messages of input channels wait 500 ms for their handler, the default of inputWaitMillis:"
                                + " keys are released then",
                        "fixed: messages of rpc channels wait 2000 ms for their handler, the default of"
                                + " handlerTimeoutMillis: a call is answered then"),
                out.toString()
                        .lines()
                        .filter(line -> line.startsWith("fixed: "))
                        .toList());
        assertTrue(row("consentCheckMillis").startsWith("consentCheckMillis 2000 default 500–10000 ms"));
    }

    @Test
    void invalidSetNamesBothValuesAndSources() {
        assertEquals(1, run("check", "inputWaitMillis=1500"));
        String last = out.toString().lines().toList().getLast();
        assertEquals(
                "invalid: handlerTimeoutMillis = 2000 ms from default: it waits for inputWaitMillis = 1500 ms from"
                        + " configuration (allowed: at least 1.5 × inputWaitMillis)",
                last);
    }

    @Test
    void commandLineThatIsNotUnderstoodIsUsage() {
        for (String[] arguments : List.of(new String[] {}, new String[] {"show"}, new String[] {"check", "x"})) {
            assertEquals(2, run(arguments));
        }
        assertEquals(0, run("--help"));
    }

    @Test
    void launcherFindsTheTool() {
        assertTrue(ServiceLoader.load(ToolProvider.class).stream()
                .anyMatch(provider -> provider.type().equals(SettingsTool.class)));
    }
}
