// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an administrator decided: a value for every {@link Setting}, valid as a whole.
 *
 * @param values by setting; complete, see {@link Setting} for the units
 */
public record Settings(Map<Setting, Long> values) {

    public static final Settings DEFAULTS = new Settings(Map.of());

    /**
     * Missing values take their defaults.
     *
     * @throws IllegalArgumentException for a set {@link SettingsCheck} finds fault with
     */
    public Settings {
        Map<Setting, Long> complete = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            complete.put(setting, values.getOrDefault(setting, setting.defaultValue()));
        }
        List<Violation> violations = SettingsCheck.violations(complete);
        if (!violations.isEmpty()) {
            throw new IllegalArgumentException(violations.toString());
        }
        values = Collections.unmodifiableMap(complete);
    }

    /** With another value of one setting. */
    public Settings with(Setting setting, long value) {
        Map<Setting, Long> changed = new EnumMap<>(values);
        changed.put(setting, value);
        return new Settings(changed);
    }

    /** With a switch turned. */
    public Settings with(Setting setting, boolean on) {
        return with(setting, on ? 1 : 0);
    }

    public long get(Setting setting) {
        Long value = values.get(setting);
        return value == null ? setting.defaultValue() : value;
    }

    public boolean is(Setting setting) {
        return get(setting) != 0;
    }

    public Duration time(Setting setting) {
        return Duration.ofMillis(get(setting));
    }

    public int maxSessions() {
        return (int) get(Setting.MAX_SESSIONS);
    }

    /** How long a seat is kept for a link that is not up yet. */
    public Duration seatTimeout() {
        return time(Setting.SEAT_TIMEOUT);
    }

    /** The role of logins by the shared password, or by none. */
    public Role sharedRole() {
        String role = Setting.SHARED_ROLE.choices().get((int) get(Setting.SHARED_ROLE));
        return Role.valueOf(role.toUpperCase(Locale.ROOT));
    }

    /** The keys that lock the target's screen when control passes to another user. */
    public LockChord lockChord() {
        return LockChord.named((String) Setting.LOCK_CHORD.written(get(Setting.LOCK_CHORD)));
    }

    /** The control of clients that know only JetKVM's protocol. */
    public LegacyControl legacyControl() {
        return LegacyControl.named((String) Setting.LEGACY_CONTROL.written(get(Setting.LEGACY_CONTROL)));
    }
}
