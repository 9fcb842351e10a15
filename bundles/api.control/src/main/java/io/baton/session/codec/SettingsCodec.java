// SPDX-License-Identifier: Apache-2.0
package io.baton.session.codec;

import io.baton.session.Setting;
import io.baton.session.Settings;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings as JDK types: every setting by its word, as the whole number it is kept as (see {@link Setting}).
 *
 * <p>Threading. Pure; any thread.
 *
 * <p>Errors. Reading throws {@link IllegalArgumentException} for anything that is not such a form.
 */
public final class SettingsCodec {

    private SettingsCodec() {}

    public static Map<String, Object> write(Settings settings) {
        Map<String, Object> form = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            form.put(setting.wireName(), settings.get(setting));
        }
        return form;
    }

    /** What the form leaves out has its default: it was written before that setting existed. */
    public static Settings read(Map<?, ?> form) {
        return CodecFields.reading("settings", () -> {
            Map<Setting, Long> values = new EnumMap<>(Setting.class);
            form.forEach((word, value) -> values.put(
                    Setting.named((String) word)
                            .orElseThrow(() -> new IllegalArgumentException("there is no setting " + word)),
                    CodecFields.whole(value)));
            return new Settings(values);
        });
    }
}
