// SPDX-License-Identifier: Apache-2.0
package io.baton.session.codec;

import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.SettingsCheck;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encodes settings as JDK types: every setting by its name, as the whole number it is kept as (see {@link Setting}).
 *
 * <p>Threading. Pure; any thread.
 *
 * <p>Errors. Reading throws {@link IllegalArgumentException} for anything that is not such an encoding.
 */
public final class SettingsCodec {

    private SettingsCodec() {}

    public static Map<String, Object> write(Settings settings) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            fields.put(setting.wireName(), settings.get(setting));
        }
        return fields;
    }

    /**
     * Reads settings of any version: a missing one has its default, and one below a present lower bound is raised, see
     * {@link SettingsCheck#raised}.
     */
    public static Settings read(Map<?, ?> fields) {
        return CodecFields.reading("settings", () -> {
            Map<Setting, Long> values = new EnumMap<>(Setting.class);
            fields.forEach((name, value) -> values.put(
                    Setting.named((String) name)
                            .orElseThrow(() -> new IllegalArgumentException("there is no setting " + name)),
                    CodecFields.whole(value)));
            return new Settings(SettingsCheck.raised(values));
        });
    }
}
