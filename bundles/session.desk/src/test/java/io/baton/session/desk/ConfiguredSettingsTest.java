// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.SettingsCheck;
import io.baton.session.SettingsCheck.Finding;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfiguredSettingsTest {

    private static DeskConfig defaults() {
        return (DeskConfig) Proxy.newProxyInstance(
                DeskConfig.class.getClassLoader(),
                new Class<?>[] {DeskConfig.class},
                (proxy, method, args) -> method.getDefaultValue());
    }

    @Test
    void everySettingIsAnAttributeAndEveryAttributeASetting() {
        Set<String> attributes = Arrays.stream(DeskConfig.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
        Set<String> settings =
                Arrays.stream(Setting.values()).map(Setting::word).collect(Collectors.toSet());
        assertEquals(settings, attributes);
    }

    @Test
    void theConfigurationsDefaultsAreTheDefaults() {
        Finding finding = SettingsCheck.check(ConfiguredSettings.given(defaults(), Map.of()));
        assertEquals(Settings.DEFAULTS, finding.settings().orElseThrow());
    }

    @Test
    void theEnvironmentGoesFirst() {
        Map<String, String> environment = Map.of(
                "SESSION_TIMEOUT_SECS", "7200", "SESSION_CLEANUP_INTERVAL", "0.5", "SESSION_MAX_CONCURRENT", "4");
        Settings settings = SettingsCheck.check(ConfiguredSettings.given(defaults(), environment))
                .settings()
                .orElseThrow();
        assertEquals(7_200_000, settings.get(Setting.SESSION_TIMEOUT));
        assertEquals(500, settings.get(Setting.CLEANUP_INTERVAL));
        assertEquals(4, settings.maxSessions());
    }

    @Test
    void aBadVariableIsNamed() {
        Finding finding =
                SettingsCheck.check(ConfiguredSettings.given(defaults(), Map.of("SESSION_MAX_CONCURRENT", "all")));
        assertTrue(finding.violations().getFirst().value().contains("SESSION_MAX_CONCURRENT"));
    }
}
