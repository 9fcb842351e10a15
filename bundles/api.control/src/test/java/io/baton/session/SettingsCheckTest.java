// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.SettingsCheck.Finding;
import io.baton.session.SettingsCheck.Given;
import io.baton.session.codec.SettingsCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsCheckTest {

    private static Finding check(Object... namesAndValues) {
        Map<String, Given> given = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.put((String) namesAndValues[i], new Given(namesAndValues[i + 1], "the test"));
        }
        return SettingsCheck.check(given);
    }

    @Test
    void defaultsAreValid() {
        assertEquals(Settings.DEFAULTS, check().settings().orElseThrow());
        assertEquals(List.of(), check().warnings());
    }

    @ParameterizedTest
    @CsvSource({
        "maxSessions,10,1–100",
        "reconnectGraceSeconds,10,1–300 s",
        "primaryTimeoutSeconds,300,0 (off) or 30–3599 s",
        "requestTimeoutSeconds,60,1–600 s",
        "pendingTimeoutSeconds,60,1–600 s",
        "sessionTimeoutSeconds,3600,60–86400 s",
        "cleanupIntervalSeconds,1,0.1–300 s",
        "transferExclusionSeconds,60,0–600 s",
        "maxRejections,3,1–10",
        "denialCooldownSeconds,60,10–3599 s",
        "emergencyPerWindow,3,1–100",
        "emergencyWindowSeconds,60,1–3599 s",
        "emergencyCooldownSeconds,10,1–3599 s",
        "emergencyConsecutive,3,1–100",
        "requireApproval,false,true or false",
        "requireNickname,false,true or false",
        "privateKeystrokes,false,true or false",
        "autoPromote,true,true or false",
        "sharedRole,admin,'admin, operator, viewer'",
        "legacyControl,replaceLegacy,'observe, takeOver, replaceLegacy'"
    })
    void settingHasDefaultAndRangeOfSpecification(String name, String standard, String range) {
        Setting setting = Setting.named(name).orElseThrow();
        assertEquals(standard, setting.written(setting.defaultValue()).toString());
        assertEquals(range, setting.range());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void violationNamesFieldValueSourceAndRange(Setting setting) {
        Object wrong = setting.kind() == Setting.Kind.SWITCH || setting.kind() == Setting.Kind.CHOICE
                ? "perhaps"
                : Long.valueOf(-1);
        Violation violation = check(setting.wireName(), wrong).violations().getFirst();
        assertEquals(setting.wireName(), violation.field());
        assertEquals(wrong + " from the test", violation.value());
        assertEquals(setting.range(), violation.allowed());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void rangeIncludesItsEndsOnly(Setting setting) {
        assertTrue(setting.allows(setting.min()) && setting.allows(setting.max()));
        assertTrue(!setting.allows(setting.max() + 1));
        boolean off = setting.kind() == Setting.Kind.SECONDS_OR_OFF && setting.min() == 1;
        assertTrue(off || !setting.allows(setting.min() - 1));
    }

    @ParameterizedTest
    @CsvSource({
        "inputWaitMillis,149,hidWriteTimeoutMillis",
        "handlerTimeoutMillis,749,inputWaitMillis",
        "replyTimeoutMillis,2999,handlerTimeoutMillis",
        "channelSendTimeoutMillis,3999,handlerTimeoutMillis",
        "linkLostMillis,5999,consentCheckMillis",
        "seatTimeoutSeconds,8,linkLostMillis",
        "webSocketWriteTimeoutMillis,4999,handlerTimeoutMillis",
        "webSocketIdleMillis,29999,webSocketPingMillis",
        "requestTimeoutSeconds,10,reconnectGraceSeconds",
        "pendingTimeoutSeconds,59,requestTimeoutSeconds",
        "primaryTimeoutSeconds,3599.5,x",
        "sessionTimeoutSeconds,300,primaryTimeoutSeconds"
    })
    void timeoutShorterThanItsChainAllowsIsViolation(String name, double value, String other) {
        List<Violation> violations = check(name, value).violations();
        assertEquals(1, violations.size(), violations.toString());
        assertEquals(name, violations.getFirst().field());
        boolean chain = Setting.named(other).isPresent();
        assertEquals(chain, violations.getFirst().reason().contains(other), violations.toString());
        assertEquals(chain, violations.getFirst().reason().contains("from default"), violations.toString());
    }

    /** Below these a call is answered as refused although it is carried out later. */
    @ParameterizedTest
    @CsvSource({
        "hidWriteTimeoutMillis,9",
        "inputWaitMillis,49",
        "handlerTimeoutMillis,3",
        "handlerTimeoutMillis,499",
        "replyTimeoutMillis,749",
        "consentCheckMillis,499",
        "linkLostMillis,1499",
        "channelSendTimeoutMillis,999",
        "webSocketWriteTimeoutMillis,999",
        "webSocketPingMillis,999",
        "webSocketIdleMillis,1999"
    })
    void timeoutTooShortForAnyPurposeIsOutsideItsRange(String name, long value) {
        Violation violation = check(name, value).violations().getFirst();
        assertEquals(name, violation.field());
        assertEquals("it is outside its range", violation.reason());
    }

    @Test
    void journalledValuesOfAnEarlierVersionAreRaised() {
        Map<String, Object> stored = new HashMap<>(SettingsCodec.write(Settings.DEFAULTS));
        List.of("replyTimeoutMillis", "consentCheckMillis", "linkLostMillis").forEach(stored::remove);
        assertEquals(Settings.DEFAULTS, SettingsCodec.read(stored));
        stored.put("hidWriteTimeoutMillis", 1L);
        stored.put("seatTimeoutSeconds", 5_000L);
        Settings read = SettingsCodec.read(stored);
        assertEquals(10, read.get(Setting.HID_WRITE));
        assertEquals(9_000, read.get(Setting.SEAT_TIMEOUT), "longer than linkLostMillis");
    }

    @Test
    void neighboursOfATimeoutAreListed() {
        assertEquals(
                List.of(
                        "at least 1.5 × inputWaitMillis",
                        "replyTimeoutMillis is at least 1.5 × it",
                        "channelSendTimeoutMillis is at least 2.0 × it",
                        "webSocketWriteTimeoutMillis is at least 2.5 × it"),
                SettingsCheck.neighbours(Setting.HANDLER));
        assertEquals(List.of(), SettingsCheck.neighbours(Setting.MAX_SESSIONS));
    }

    @Test
    void allViolationsAreReportedTogether() {
        Finding finding = check("maxSessions", 0, "sharedRole", "king", "requestTimeoutSeconds", 5, "colour", "red");
        assertEquals(4, finding.violations().size(), finding.violations().toString());
        assertTrue(finding.settings().isEmpty());
    }

    @Test
    void primaryTimeoutOffIsNotInTheChain() {
        assertTrue(check("primaryTimeoutSeconds", 0, "sessionTimeoutSeconds", 60)
                .settings()
                .isPresent());
    }

    @Test
    void shortTimeoutForAPersonIsWarning() {
        Finding finding = check("reconnectGraceSeconds", 1, "requestTimeoutSeconds", 4, "pendingTimeoutSeconds", 4);
        assertEquals(2, finding.warnings().size());
        assertTrue(finding.settings().isPresent());
    }

    @Test
    void missingValuesStayInForce() {
        Settings inForce = Settings.DEFAULTS.with(Setting.MAX_SESSIONS, 3);
        Finding finding = SettingsCheck.check(Map.of("requireApproval", new Given(true, "rpc")), inForce);
        Settings settings = finding.settings().orElseThrow();
        assertEquals(3, settings.maxSessions());
        assertTrue(settings.is(Setting.REQUIRE_APPROVAL));
    }

    @Test
    void textValuesAreParsed() {
        Settings settings = check("maxSessions", "7", "cleanupIntervalSeconds", "0.5", "autoPromote", "false")
                .settings()
                .orElseThrow();
        assertEquals(7, settings.maxSessions());
        assertEquals(500, settings.get(Setting.CLEANUP_INTERVAL));
        assertEquals(1, check("maxSessions", "7.5").violations().size());
        assertEquals(1, check("maxSessions", "many").violations().size());
    }

    @Test
    void everyChoiceOfLegacyControlHasItsConstant() {
        assertEquals(LegacyControl.REPLACE_LEGACY, Settings.DEFAULTS.legacyControl());
        List<LegacyControl> controls = LongStream.rangeClosed(0, Setting.LEGACY_CONTROL.max())
                .mapToObj(choice ->
                        Settings.DEFAULTS.with(Setting.LEGACY_CONTROL, choice).legacyControl())
                .toList();
        assertEquals(List.of(LegacyControl.OBSERVE, LegacyControl.TAKE_OVER, LegacyControl.REPLACE_LEGACY), controls);
    }

    @Test
    void invalidSettingsCannotBeConstructed() {
        assertThrows(IllegalArgumentException.class, () -> Settings.DEFAULTS.with(Setting.MAX_SESSIONS, 0));
        assertThrows(IllegalArgumentException.class, () -> Settings.DEFAULTS.with(Setting.REQUEST_TIMEOUT, 10_000));
    }
}
