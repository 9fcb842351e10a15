// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Validates a set of settings and reports every violation, not only the first. Used by the readers of settings from a
 * file, a person or the environment.
 *
 * <p>Threading. Pure; any thread.
 *
 * <p>Errors. None: what is wrong is the result.
 */
public final class SettingsCheck {

    private static final String DEFAULT = "default";
    private static final long SHORT_MILLIS = 5_000;

    /** Settings that some stored sets of earlier versions lack, and whose defaults they need not fit. */
    private static final Set<Setting> LATER = Set.of(Setting.REPLY, Setting.CONSENT_CHECK, Setting.LINK_LOST);

    private SettingsCheck() {}

    /**
     * A given value.
     *
     * @param value a {@code Boolean}, a {@code Number} or a {@code String}, in the unit of {@link Setting.Kind}
     * @param source where it came from, such as {@code environment}
     */
    public record Given(Object value, String source) {}

    /**
     * The finding.
     *
     * @param settings the set; empty when something is wrong with it
     * @param violations everything that is wrong
     * @param warnings what is allowed and probably not meant
     */
    public record Finding(Optional<Settings> settings, List<Violation> violations, List<String> warnings) {}

    /** Checks what was given by setting name; what was not given keeps its default. */
    public static Finding check(Map<String, Given> given) {
        return check(given, Map.of());
    }

    /** Checks what was given on top of a set that is in force. */
    public static Finding check(Map<String, Given> given, Settings inForce) {
        return check(given, inForce.values());
    }

    private static Finding check(Map<String, Given> given, Map<Setting, Long> base) {
        Map<Setting, Long> values = new EnumMap<>(Setting.class);
        Map<Setting, String> sources = new EnumMap<>(Setting.class);
        List<Violation> violations = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            values.put(setting, base.getOrDefault(setting, setting.defaultValue()));
            sources.put(setting, base.isEmpty() ? DEFAULT : "in force");
        }
        given.forEach((name, entry) -> {
            Setting setting = Setting.named(name).orElse(null);
            String shown = entry.value() + " from " + entry.source();
            if (setting == null) {
                violations.add(new Violation(name, shown, "nothing", "there is no such setting"));
                return;
            }
            Long value = read(setting, entry.value());
            if (value == null) {
                violations.add(new Violation(name, shown, setting.range(), "it is not a value of this kind"));
            } else if (!setting.allows(value)) {
                violations.add(new Violation(name, shown, setting.range(), "it is outside its range"));
            } else {
                values.put(setting, value);
                sources.put(setting, entry.source());
            }
        });
        violations.addAll(chains(values, sources));
        return violations.isEmpty()
                ? new Finding(Optional.of(new Settings(values)), List.of(), warnings(values))
                : new Finding(Optional.empty(), List.copyOf(violations), List.of());
    }

    /**
     * Raises values of a stored set that earlier versions allowed and that are below a present lower bound, and the
     * values that must be longer than a raised one, or than one that earlier versions did not have. What no version
     * allowed stays.
     *
     * @param stored values by setting, units as {@link Setting} says
     * @return the stored set with raised values, some of them perhaps of settings that were left to their default
     */
    public static Map<Setting, Long> raised(Map<Setting, Long> stored) {
        Map<Setting, Long> complete = new EnumMap<>(Setting.class);
        Set<Setting> changed = EnumSet.noneOf(Setting.class);
        LATER.stream().filter(setting -> !stored.containsKey(setting)).forEach(changed::add);
        for (Setting setting : Setting.values()) {
            long value = stored.getOrDefault(setting, setting.defaultValue());
            boolean below = setting.kind() == Setting.Kind.MILLIS && value > 0 && value < setting.min();
            complete.put(setting, below ? setting.min() : value);
            if (below) {
                changed.add(setting);
            }
        }
        TimeoutChains.raise(complete, changed);
        Map<Setting, Long> result = new EnumMap<>(Setting.class);
        result.putAll(stored);
        complete.forEach((setting, value) -> {
            if (!value.equals(stored.getOrDefault(setting, setting.defaultValue()))) {
                result.put(setting, value);
            }
        });
        return result;
    }

    /** As {@link #raised(Map)}, for given values by name; those that are not of their kind stay. */
    public static Map<String, Given> raisedGiven(Map<String, Given> stored) {
        Map<Setting, Long> values = new EnumMap<>(Setting.class);
        stored.forEach((name, given) -> Setting.named(name).ifPresent(setting -> {
            Long value = read(setting, given.value());
            if (value != null) {
                values.put(setting, value);
            }
        }));
        Map<String, Given> result = new TreeMap<>(stored);
        raised(values).forEach((setting, value) -> {
            if (!value.equals(values.get(setting))) {
                result.put(setting.wireName(), new Given(setting.written(value), "raised to the lower bound"));
            }
        });
        return result;
    }

    /**
     * Returns the dependencies of a timeout in words: what it has to be longer than, and what has to be longer than it;
     * none for other settings.
     */
    public static List<String> neighbours(Setting setting) {
        return TimeoutChains.neighbours(setting);
    }

    /** What is wrong with a complete set. */
    static List<Violation> violations(Map<Setting, Long> values) {
        List<Violation> violations = new ArrayList<>();
        values.forEach((setting, value) -> {
            if (!setting.allows(value)) {
                violations.add(new Violation(
                        setting.wireName(), Long.toString(value), setting.range(), "it is outside its range"));
            }
        });
        violations.addAll(chains(values, Map.of()));
        return violations;
    }

    private static List<Violation> chains(Map<Setting, Long> values, Map<Setting, String> sources) {
        TimeoutChains chains = new TimeoutChains(values, sources);
        return chains.violations();
    }

    private static List<String> warnings(Map<Setting, Long> values) {
        List<String> warnings = new ArrayList<>();
        for (Setting setting : List.of(Setting.REQUEST_TIMEOUT, Setting.PENDING_TIMEOUT)) {
            long value = values.getOrDefault(setting, setting.defaultValue());
            if (value < SHORT_MILLIS) {
                warnings.add(
                        setting.wireName() + " = " + setting.written(value) + " s: a person must act within this time");
            }
        }
        return warnings;
    }

    private static @Nullable Long read(Setting setting, Object value) {
        return switch (setting.kind()) {
            case SWITCH -> readSwitch(value);
            case CHOICE -> readChoice(setting, value);
            case COUNT, MILLIS -> readNumber(value, 1);
            case SECONDS, SECONDS_OR_OFF -> readNumber(value, 1000);
        };
    }

    private static @Nullable Long readSwitch(Object value) {
        return switch (value.toString()) {
            case "true" -> 1L;
            case "false" -> 0L;
            default -> null;
        };
    }

    private static @Nullable Long readChoice(Setting setting, Object value) {
        int place = setting.choices().indexOf(value.toString());
        return place < 0 ? null : Long.valueOf(place);
    }

    private static @Nullable Long readNumber(Object value, int factor) {
        double number;
        try {
            number = Double.parseDouble(value.toString()) * factor;
        } catch (NumberFormatException e) {
            return null;
        }
        long whole = Math.round(number);
        return Math.abs(number - whole) > 1e-6 || Math.abs(number) > 1e15 ? null : Long.valueOf(whole);
    }
}
