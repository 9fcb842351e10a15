// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Setting;
import io.baton.session.SettingsCheck.Given;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the settings at start: one line for each that is not the default, and one that sums up. */
final class SettingsLog {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);

    private SettingsLog() {}

    static void log(InitialSettings.Good good) {
        good.problems()
                .forEach(problem -> LOG.error(
                        "configuration invalid pid={}: {}; starting with the last good settings. Correct the"
                                + " configuration.",
                        CoordinatorConfig.PID,
                        problem));
        good.warnings()
                .forEach(warning -> LOG.warn("configuration questionable pid={}: {}", CoordinatorConfig.PID, warning));
        lines(good).forEach(LOG::info);
    }

    /** The INFO lines: {@code setting name=value default=… source=…} for each changed setting, and the summary. */
    static List<String> lines(InitialSettings.Good good) {
        List<String> lines = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            long value = good.settings().get(setting);
            if (value != setting.defaultValue()) {
                Given given = good.given().get(setting.wireName());
                lines.add("setting %s=%s default=%s source=%s"
                        .formatted(
                                setting.wireName(),
                                setting.written(value),
                                setting.written(setting.defaultValue()),
                                given == null ? "default" : given.source()));
            }
        }
        lines.add("settings in force changed=%d default=%d pid=%s"
                .formatted(lines.size(), Setting.values().length - lines.size(), CoordinatorConfig.PID));
        return lines;
    }
}
