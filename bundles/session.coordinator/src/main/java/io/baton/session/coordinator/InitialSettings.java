// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Settings;
import io.baton.session.SettingsCheck;
import io.baton.session.SettingsCheck.Finding;
import io.baton.session.SettingsCheck.Given;
import io.baton.session.Violation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses the settings the coordinator starts with. */
sealed interface InitialSettings {

    /**
     * With these.
     *
     * @param kept what is in force of what was stored; the environment's part is not
     * @param given every given value, with its source
     * @param problems what is wrong with the stored set, if the last good one took its place
     * @param warnings what is allowed and probably not meant
     */
    record Good(
            Settings settings,
            Map<String, Object> kept,
            Map<String, Given> given,
            List<Violation> problems,
            List<String> warnings)
            implements InitialSettings {}

    /** Not at all. */
    record Fatal(String message) implements InitialSettings {}

    /**
     * Chooses: what is stored, else the last good set, each under what the environment says.
     *
     * @param lastGood null when there is none
     */
    static InitialSettings choose(
            Map<String, Object> stored, @Nullable Map<String, Object> lastGood, Map<String, String> environment) {
        Map<String, Given> first = SettingsSources.from(environment);
        Map<String, Given> given =
                SettingsSources.over(SettingsSources.from(stored, SettingsSources.CONFIGURATION), first);
        Finding finding = SettingsCheck.check(given);
        if (finding.settings().isPresent()) {
            return new Good(finding.settings().get(), stored, given, List.of(), finding.warnings());
        }
        if (lastGood != null) {
            Map<String, Given> before =
                    SettingsSources.over(SettingsSources.from(lastGood, SettingsSources.LAST_GOOD), first);
            Finding fallback = SettingsCheck.check(before);
            if (fallback.settings().isPresent()) {
                return new Good(fallback.settings().get(), lastGood, before, finding.violations(), fallback.warnings());
            }
        }
        return new Fatal(finding.violations().stream().map(Violation::toString).collect(Collectors.joining("; ")));
    }
}
