// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.Violation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitialSettingsTest {

    private static InitialSettings.Good good(
            Map<String, Object> stored, Map<String, Object> lastGood, Map<String, String> environment) {
        return assertInstanceOf(
                InitialSettings.Good.class, InitialSettings.choose(stored, null, lastGood, environment));
    }

    @Test
    void attributesAndSettingsAreTheSame() {
        Set<String> attributes = Arrays.stream(CoordinatorConfig.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
        Set<String> settings =
                Arrays.stream(Setting.values()).map(Setting::wireName).collect(Collectors.toSet());
        assertEquals(settings, attributes);
    }

    @Test
    void defaultsOfAttributesAreThoseOfSettings() {
        Map<String, Object> defaults = new TreeMap<>();
        for (Method attribute : CoordinatorConfig.class.getDeclaredMethods()) {
            defaults.put(attribute.getName(), attribute.getDefaultValue());
        }
        assertEquals(Settings.DEFAULTS, good(defaults, Map.of(), Map.of()).settings());
    }

    @Test
    void storedValuesOfAnEarlierVersionAreRaisedWithOneWarning() {
        Map<String, Object> stored = Map.of(
                "hidWriteTimeoutMillis", 5,
                "inputWaitMillis", 20,
                "handlerTimeoutMillis", 400,
                "webSocketWriteTimeoutMillis", 1_000);
        InitialSettings.Good good = good(stored, Map.of(), Map.of());
        assertEquals(List.of(), good.problems());
        assertEquals(
                List.of("values that only an earlier version allowed were raised: handlerTimeoutMillis 400 → 500,"
                        + " hidWriteTimeoutMillis 5 → 10, inputWaitMillis 20 → 50,"
                        + " webSocketWriteTimeoutMillis 1000 → 1250"),
                good.warnings());
        assertEquals(10, good.settings().get(Setting.HID_WRITE));
        assertEquals(10, good.kept().get("hidWriteTimeoutMillis"));
        assertEquals(1_250, good.kept().get("webSocketWriteTimeoutMillis"));
    }

    @Test
    void lastGoodValuesOfAnEarlierVersionAreRaised() {
        InitialSettings.Good good =
                good(Map.of("maxSessions", 0), Map.of("hidWriteTimeoutMillis", "5", "maxSessions", "7"), Map.of());
        assertEquals(7, good.settings().maxSessions());
        assertEquals(10, good.settings().get(Setting.HID_WRITE));
        assertEquals(1, good.warnings().size());
    }

    @Test
    void valueThatNoVersionAllowedIsAProblem() {
        InitialSettings.Good good = good(Map.of("hidWriteTimeoutMillis", 0), Map.of(), Map.of());
        assertEquals(
                List.of("hidWriteTimeoutMillis"),
                good.problems().stream().map(Violation::field).toList());
    }

    @Test
    void environmentTakesPrecedence() {
        Map<String, String> environment = Map.of(
                "SESSION_TIMEOUT_SECS", "7200", "SESSION_CLEANUP_INTERVAL", "0.5", "SESSION_MAX_CONCURRENT", "4");
        Settings settings =
                good(Map.of("maxSessions", 7), Map.of(), environment).settings();
        assertEquals(7_200_000, settings.get(Setting.SESSION_TIMEOUT));
        assertEquals(500, settings.get(Setting.CLEANUP_INTERVAL));
        assertEquals(4, settings.maxSessions());
    }

    @Test
    void frameworkPropertiesAreNotSettings() {
        Map<String, Object> stored = SettingsSources.stored(Map.of(
                "service.pid", CoordinatorConfig.PID, "component.id", 3L, ":configurator:x", "y", "maxSessions", 7));
        assertEquals(Map.of("maxSessions", 7), stored);
    }

    @Test
    void laterTimeoutsFitAStoredSetThatLacksThem() {
        InitialSettings.Good good = good(
                Map.of(
                        "handlerTimeoutMillis", 3_000,
                        "channelSendTimeoutMillis", 6_000,
                        "webSocketWriteTimeoutMillis", 8_000,
                        "seatTimeoutSeconds", 5),
                Map.of(),
                Map.of());
        assertEquals(List.of(), good.problems());
        assertEquals(4_500, good.settings().get(Setting.REPLY));
        assertEquals(9, good.kept().get("seatTimeoutSeconds"));
        assertEquals(4_500, good.kept().get("replyTimeoutMillis"));
        assertEquals(
                List.of("values that only an earlier version allowed were raised: replyTimeoutMillis default → 4500,"
                        + " seatTimeoutSeconds 5 → 9"),
                good.warnings());
    }

    @Test
    void invalidStoredSetIsReplacedByTheLastGoodOne() {
        InitialSettings.Good first = good(
                Map.of("maxSessions", 0, "reconnectGraceSeconds", 90, "maxSession", 3),
                Map.of("maxSessions", "6"),
                Map.of());
        assertEquals(6, first.settings().maxSessions());
        assertEquals(
                List.of("maxSession", "maxSessions", "requestTimeoutSeconds"),
                first.problems().stream()
                        .map(violation -> violation.field())
                        .sorted()
                        .toList());
        assertEquals(Map.of("maxSessions", "6"), first.kept());
    }

    @Test
    void invalidStoredSetWithoutALastGoodOneIsFatal() {
        InitialSettings.Fatal fatal = assertInstanceOf(
                InitialSettings.Fatal.class, InitialSettings.choose(Map.of("maxSessions", 0), null, null, Map.of()));
        assertEquals("maxSessions = 0 from configuration: it is outside its range (allowed: 1–100)", fatal.message());
    }

    @Test
    void invalidVariableIsFatalEvenWithALastGoodSet() {
        for (String value : List.of("all", "0", "101", "1.5")) {
            InitialSettings.Fatal fatal = assertInstanceOf(
                    InitialSettings.Fatal.class,
                    InitialSettings.choose(Map.of(), null, Map.of(), Map.of("SESSION_MAX_CONCURRENT", value)));
            assertTrue(
                    fatal.message().startsWith("maxSessions = " + value + " from environment:SESSION_MAX_CONCURRENT"),
                    fatal.message());
        }
    }

    @Test
    void variableThatBreaksTheOrderOfTimeoutsNamesBothValues() {
        InitialSettings.Fatal fatal = assertInstanceOf(
                InitialSettings.Fatal.class,
                InitialSettings.choose(
                        Map.of("primaryTimeoutSeconds", 600), null, Map.of(), Map.of("SESSION_TIMEOUT_SECS", "300")));
        assertTrue(fatal.message().contains("300000 ms from environment:SESSION_TIMEOUT_SECS"), fatal.message());
        assertTrue(fatal.message().contains("600000 ms from configuration"), fatal.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"baton.file.ignored", "baton.file.restored"})
    void lastGoodSetIsInForceWhenTheFileIsDamaged(String report) {
        Map<String, Object> properties = Map.of("maxSessions", 7, report, "x.json, line 1: expected a value");
        InitialSettings.Good first = assertInstanceOf(
                InitialSettings.Good.class,
                InitialSettings.choose(
                        SettingsSources.stored(properties),
                        SettingsSources.damagedFile(properties),
                        Map.of("maxSessions", "6"),
                        Map.of()));
        assertEquals(6, first.settings().maxSessions());
        assertEquals(
                List.of("io.baton.session.coordinator.json = not readable: x.json, line 1: expected a value"
                        + " (allowed: a configuration)"),
                first.problems().stream().map(Violation::toString).toList());
    }

    @Test
    void damagedFileWithoutALastGoodSetUsesItsRestoredContentOrIsFatal() {
        Map<String, Object> restored = Map.of("maxSessions", 7, "baton.file.restored", "x");
        InitialSettings.Good first = assertInstanceOf(
                InitialSettings.Good.class,
                InitialSettings.choose(
                        SettingsSources.stored(restored), SettingsSources.damagedFile(restored), null, Map.of()));
        assertEquals(7, first.settings().maxSessions());
        assertEquals(1, first.problems().size());

        Map<String, Object> ignored = Map.of("maxSessions", 7, "baton.file.ignored", "x");
        assertInstanceOf(
                InitialSettings.Fatal.class,
                InitialSettings.choose(
                        SettingsSources.stored(ignored), SettingsSources.damagedFile(ignored), null, Map.of()));
    }

    @Test
    void emptyVariableIsIgnored() {
        assertEquals(
                10,
                good(Map.of(), Map.of(), Map.of("SESSION_MAX_CONCURRENT", ""))
                        .settings()
                        .maxSessions());
    }

    @Test
    void logHasOneLinePerChangedSettingAndOneSummary() {
        assertEquals(
                List.of(
                        "setting requestTimeoutSeconds=30 default=60 source=configuration",
                        "setting sessionTimeoutSeconds=7200 default=3600 source=environment:SESSION_TIMEOUT_SECS",
                        "settings in force changed=2 default=%d pid=io.baton.session.coordinator"
                                .formatted(Setting.values().length - 2)),
                SettingsLog.lines(good(
                        Map.of("requestTimeoutSeconds", 30, "maxSessions", 10),
                        Map.of(),
                        Map.of("SESSION_TIMEOUT_SECS", "7200"))));
    }

    @Test
    void logOfDefaultsIsTheSummaryAlone() {
        assertEquals(
                List.of("settings in force changed=0 default=%d pid=io.baton.session.coordinator"
                        .formatted(Setting.values().length)),
                SettingsLog.lines(good(Map.of(), Map.of(), Map.of())));
    }
}
