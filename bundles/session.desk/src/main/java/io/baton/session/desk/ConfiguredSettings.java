// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import io.baton.session.SettingsCheck.Given;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/** Settings as the configuration has them, with what the environment says on top. */
final class ConfiguredSettings {

    private static final Map<String, String> VARIABLES = Map.of(
            "SESSION_TIMEOUT_SECS", "sessionTimeout",
            "SESSION_CLEANUP_INTERVAL", "cleanupInterval",
            "SESSION_MAX_CONCURRENT", "maxSessions");

    private ConfiguredSettings() {}

    static Map<String, Given> given(DeskConfig config, Map<String, String> environment) {
        Map<String, Given> given = new HashMap<>();
        for (Method attribute : DeskConfig.class.getDeclaredMethods()) {
            given.put(attribute.getName(), new Given(value(config, attribute), "the configuration"));
        }
        VARIABLES.forEach((variable, setting) -> {
            String value = environment.get(variable);
            if (value != null) {
                given.put(setting, new Given(value, "the environment's " + variable));
            }
        });
        return given;
    }

    private static Object value(DeskConfig config, Method attribute) {
        try {
            return attribute.invoke(config);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("an attribute of the configuration can be read", e);
        }
    }
}
