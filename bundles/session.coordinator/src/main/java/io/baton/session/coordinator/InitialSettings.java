// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Settings;
import io.baton.session.SettingsCheck;
import io.baton.session.SettingsCheck.Finding;
import io.baton.session.SettingsCheck.Given;
import io.baton.session.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses the settings the coordinator starts with. */
sealed interface InitialSettings {

    /**
     * A valid set.
     *
     * @param kept the stored part of the set; the environment's part is not in it
     * @param given every given value, with its source
     * @param problems what is wrong with the stored set, if another one took its place
     * @param warnings what is allowed and probably not intended
     */
    record Good(
            Settings settings,
            Map<String, Object> kept,
            Map<String, Given> given,
            List<Violation> problems,
            List<String> warnings)
            implements InitialSettings {}

    /** No valid set: the device must not start. */
    record Fatal(String message) implements InitialSettings {}

    /**
     * Chooses the stored set, else the last good one, each with the environment's values over it. Of a stored set whose
     * file is damaged the last good one is newer than the content the launcher restored. Values of either that only an
     * earlier version allowed are raised, with one warning.
     *
     * @param damaged the launcher's report of a damaged file; null without one
     * @param lastGood null when there is none
     */
    static InitialSettings choose(
            Map<String, Object> stored,
            SettingsSources.@Nullable DamagedFile damaged,
            @Nullable Map<String, Object> lastGood,
            Map<String, String> environment) {
        Map<String, Given> first = SettingsSources.from(environment);
        Map<String, Object> present = SettingsSources.raised(stored);
        Map<String, Given> given =
                SettingsSources.over(SettingsSources.from(present, SettingsSources.CONFIGURATION), first);
        Finding finding = SettingsCheck.check(given);
        if (damaged == null && finding.settings().isPresent()) {
            return good(finding, stored, present, given, List.of());
        }
        List<Violation> problems = damaged == null ? finding.violations() : List.of(damaged.violation());
        if (lastGood != null) {
            Map<String, Object> last = SettingsSources.raised(lastGood);
            Map<String, Given> before =
                    SettingsSources.over(SettingsSources.from(last, SettingsSources.LAST_GOOD), first);
            Finding fallback = SettingsCheck.check(before);
            if (fallback.settings().isPresent()) {
                return good(fallback, lastGood, last, before, problems);
            }
        }
        if (damaged != null && !damaged.ignored() && finding.settings().isPresent()) {
            return good(finding, stored, present, given, problems);
        }
        return new Fatal(problems.stream().map(Violation::toString).collect(Collectors.joining("; ")));
    }

    private static Good good(
            Finding finding,
            Map<String, Object> stored,
            Map<String, Object> raised,
            Map<String, Given> given,
            List<Violation> problems) {
        List<String> warnings = new ArrayList<>(finding.warnings());
        List<String> changes = new ArrayList<>();
        raised.forEach((name, value) -> {
            Object before = stored.get(name);
            if (!value.equals(before)) {
                changes.add(name + " " + (before == null ? "default" : before) + " → " + value);
            }
        });
        if (!changes.isEmpty()) {
            warnings.add("values that only an earlier version allowed were raised: " + String.join(", ", changes));
        }
        return new Good(finding.settings().orElseThrow(), raised, given, problems, List.copyOf(warnings));
    }
}
