// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Setting;
import io.baton.session.SettingsCheck;
import io.baton.session.SettingsCheck.Given;
import io.baton.session.Violation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Given settings by name, with their sources. The environment takes precedence. */
final class SettingsSources {

    static final String CONFIGURATION = "configuration";
    static final String LAST_GOOD = "last_good";
    static final String CHANGE = "change";

    private static final Map<String, String> VARIABLES = Map.of(
            Setting.SESSION_TIMEOUT.wireName(), "SESSION_TIMEOUT_SECS",
            Setting.CLEANUP_INTERVAL.wireName(), "SESSION_CLEANUP_INTERVAL",
            Setting.MAX_SESSIONS.wireName(), "SESSION_MAX_CONCURRENT");

    /** Names of ours have no dots; the framework's own properties do. */
    private static final Pattern NAME = Pattern.compile("\\w+");

    private static final String FILE_PREFIX = "baton.file.";

    private SettingsSources() {}

    /** Returns the settings in a configuration, misspelt ones included. */
    static Map<String, Object> stored(Map<String, ?> properties) {
        Map<String, Object> stored = new TreeMap<>();
        properties.forEach((key, value) -> {
            if (NAME.matcher(key).matches()) {
                stored.put(key, value);
            }
        });
        return stored;
    }

    static Map<String, Given> from(Map<String, Object> values, String source) {
        Map<String, Given> given = new HashMap<>();
        values.forEach((name, value) -> given.put(name, new Given(value, source)));
        return given;
    }

    /** Returns a stored set with {@link SettingsCheck#raisedGiven raised} values, of the types of a configuration. */
    static Map<String, Object> raised(Map<String, Object> stored) {
        Map<String, Object> raised = new TreeMap<>(stored);
        SettingsCheck.raisedGiven(from(stored, CONFIGURATION)).forEach((name, given) -> {
            if (!given.source().equals(CONFIGURATION) && given.value() instanceof Number value) {
                raised.put(name, Math.toIntExact(value.longValue()));
            }
        });
        return raised;
    }

    /** Returns the settings in the environment; an empty variable counts as absent. */
    static Map<String, Given> from(Map<String, String> environment) {
        Map<String, Given> given = new LinkedHashMap<>();
        VARIABLES.forEach((setting, variable) -> {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                given.put(setting, new Given(value, "environment:" + variable));
            }
        });
        return given;
    }

    /**
     * What the launcher reports of a configuration file that it could not use.
     *
     * @param violation names the file and the reason
     * @param ignored whether the configuration has nothing of the file; otherwise it has its last good content
     */
    record DamagedFile(Violation violation, boolean ignored) {}

    /** Returns the launcher's report of a damaged file in the properties of its configuration; null without one. */
    static @Nullable DamagedFile damagedFile(Map<String, ?> properties) {
        Object ignored = properties.get(FILE_PREFIX + "ignored");
        Object reason = ignored == null ? properties.get(FILE_PREFIX + "restored") : ignored;
        return reason == null
                ? null
                : new DamagedFile(
                        new Violation(
                                CoordinatorConfig.PID + ".json", "not readable", "a configuration", reason.toString()),
                        ignored != null);
    }

    /** Whether a property is a report of the launcher. */
    static boolean isReport(String property) {
        return property.startsWith(FILE_PREFIX);
    }

    /** Both; the second takes precedence. */
    static Map<String, Given> over(Map<String, Given> base, Map<String, Given> first) {
        Map<String, Given> given = new HashMap<>(base);
        given.putAll(first);
        return given;
    }
}
