// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Setting;
import io.baton.session.SettingsCheck.Given;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log with which settings the desk starts. */
final class SettingsLog {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsLog.class);

    private SettingsLog() {}

    static void log(InitialSettings.Good good) {
        good.problems()
                .forEach(problem -> LOG.error(
                        "{}: {}; the device starts on the last good settings. Correct the configuration.",
                        CoordinatorConfig.PID,
                        problem));
        good.warnings().forEach(warning -> LOG.warn("{}: {}", CoordinatorConfig.PID, warning));
        LOG.info("timeouts{}{}", System.lineSeparator(), String.join(System.lineSeparator(), timeouts(good)));
    }

    /** Every time among the settings, with its value and where that came from. */
    static List<String> timeouts(InitialSettings.Good good) {
        Map<String, Given> given = good.given();
        return List.of(Setting.values()).stream()
                .filter(SettingsLog::isTime)
                .map(setting -> {
                    Given source = given.get(setting.wireName());
                    return "%s %s %s (%s)"
                            .formatted(
                                    setting.wireName(),
                                    setting.written(good.settings().get(setting)),
                                    setting.kind() == Setting.Kind.MILLIS ? "ms" : "s",
                                    source == null ? "default" : source.source());
                })
                .toList();
    }

    private static boolean isTime(Setting setting) {
        return switch (setting.kind()) {
            case MILLIS, SECONDS, SECONDS_OR_OFF -> true;
            case SWITCH, CHOICE, COUNT -> false;
        };
    }
}
