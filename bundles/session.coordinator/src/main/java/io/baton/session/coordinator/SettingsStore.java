// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Setting;
import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings on disk: the set that is read at the next start, among the operator's files, and the last valid set.
 *
 * <p>Threading. One thread at a time.
 */
final class SettingsStore {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);
    private static final Pattern PLAIN = Pattern.compile("[\\w.+-]+");

    private final Path stored;
    private final Path lastGood;

    /** @param data the device's data directory */
    SettingsStore(Path data) {
        stored = data.resolve("configs").resolve(CoordinatorConfig.PID + ".json");
        lastGood = data.resolve("session").resolve("last-good.properties");
    }

    /** The last good set; null when there is none that can be read. */
    @Nullable
    Map<String, Object> lastGood() {
        if (!Files.exists(lastGood)) {
            return null;
        }
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(lastGood)));
            Map<String, Object> values = new TreeMap<>();
            properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
            return values;
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("{} cannot be read", lastGood, e);
            return null;
        }
    }

    /** Keeps the last good set, unless it is the one that is kept. */
    void keepLastGood(Map<String, Object> values) throws IOException {
        StringBuilder text = new StringBuilder("# The last settings that were good; written by the device.\n");
        plain(values)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        if (!Files.exists(lastGood) || !Files.readString(lastGood).contentEquals(text)) {
            write(lastGood, text.toString());
        }
    }

    /** Keeps the set for the next start. */
    void keepStored(Map<String, Object> values) throws IOException {
        StringBuilder text = new StringBuilder("// Written by the device whenever its settings are changed.\n{");
        String separator = "\n";
        for (Map.Entry<String, Object> entry : plain(values).entrySet()) {
            text.append(separator).append("  ").append(json(entry.getKey(), entry.getValue()));
            separator = ",\n";
        }
        write(stored, text.append("\n}\n").toString());
    }

    /** A value as it is kept in a configuration, whatever type it was given in. */
    static Object typed(Setting setting, long value) {
        Object written = setting.written(value);
        boolean fraction = setting == Setting.CLEANUP_INTERVAL;
        return switch (written) {
            case Long whole when fraction -> (Object) whole.doubleValue();
            case Long whole -> (Object) Math.toIntExact(whole);
            default -> written;
        };
    }

    /** Leaves out values that the environment overrides and that are invalid. */
    private static Map<String, Object> plain(Map<String, Object> values) {
        Map<String, Object> plain = new TreeMap<>(values);
        plain.values().removeIf(value -> !PLAIN.matcher(value.toString()).matches());
        return plain;
    }

    private static String json(String name, Object value) {
        return switch (value) {
            case Boolean truth -> "\"" + name + ":Boolean\": " + truth;
            case Integer number -> "\"" + name + ":Integer\": " + number;
            case Double number -> "\"" + name + ":Double\": " + number;
            default -> "\"" + name + "\": \"" + value + "\"";
        };
    }

    private static void write(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            AtomicFiles.createDirectories(directory);
        }
        AtomicFiles.replace(file, text.getBytes(StandardCharsets.UTF_8), AtomicFiles.OWNER_ONLY);
    }
}
