// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import io.baton.session.Setting;
import io.baton.session.SettingsCheck.Given;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log with which settings the desk starts. */
final class StartReport {

    private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

    private StartReport() {}

    static void log(FirstSettings.Good good) {
        good.problems()
                .forEach(problem -> LOG.error(
                        "{}: {}; the device starts on the last good settings. Correct the configuration.",
                        DeskConfig.PID,
                        problem));
        good.warnings().forEach(warning -> LOG.warn("{}: {}", DeskConfig.PID, warning));
        LOG.info("timeouts{}{}", System.lineSeparator(), String.join(System.lineSeparator(), timeouts(good)));
    }

    /** Every time among the settings, with its value and where that came from. */
    static List<String> timeouts(FirstSettings.Good good) {
        Map<String, Given> given = good.given();
        return List.of(Setting.values()).stream()
                .filter(StartReport::isTime)
                .map(setting -> {
                    Given source = given.get(setting.word());
                    return "%s %s %s (%s)"
                            .formatted(
                                    setting.word(),
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
