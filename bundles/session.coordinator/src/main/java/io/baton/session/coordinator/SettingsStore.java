// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Setting;
import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    private static final String HEADER = "# The last settings that were good; written by the device.\n";
    private static final int MAX_BYTES = 64 * 1024;

    private final Path stored;
    private final Path lastGood;

    /** @param data the device's data directory */
    SettingsStore(Path data) {
        stored = data.resolve("configs").resolve(CoordinatorConfig.PID + ".json");
        lastGood = data.resolve("session").resolve("last-good.properties");
    }

    /** Returns the last good set; null when there is none that can be read. */
    @Nullable
    Map<String, Object> lastGood() {
        if (!Files.exists(lastGood, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try {
            String text = readLastGood();
            if (!text.endsWith("\n")) {
                throw new IOException("the file is incomplete");
            }
            Properties properties = new Properties();
            properties.load(new StringReader(text));
            Map<String, Object> values = new TreeMap<>();
            properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
            return SettingsSources.stored(values);
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("last good settings cannot be read file={} cause={}", lastGood, e.toString());
            return null;
        }
    }

    private String readLastGood() throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(AtomicFiles.read(lastGood, MAX_BYTES)))
                .toString();
    }

    /** Stores the last good set, unless the file has it already. */
    void storeLastGood(Map<String, Object> values) throws IOException {
        prepareLastGood(values).commit();
    }

    /**
     * Writes a set for the next start and as the last good one, without putting it in force.
     *
     * @throws IOException when it cannot be written, for example on a full disk; nothing has changed then
     */
    Prepared prepare(Map<String, Object> values) throws IOException {
        Prepared next = prepareFile(stored, storedText(values));
        try {
            return new Prepared(next, prepareLastGood(values));
        } catch (IOException e) {
            next.discard();
            throw e;
        }
    }

    /** Files that are written beside their places. */
    static final class Prepared {
        private final List<AtomicFiles.Replacement> files;

        private Prepared(List<AtomicFiles.Replacement> files) {
            this.files = files;
        }

        private Prepared(Prepared one, Prepared other) {
            this(Stream.concat(one.files.stream(), other.files.stream()).toList());
        }

        /** Puts the files into their places. */
        void commit() throws IOException {
            for (AtomicFiles.Replacement file : files) {
                file.commit();
            }
        }

        /** Removes what was written. */
        void discard() throws IOException {
            for (AtomicFiles.Replacement file : files) {
                file.discard();
            }
        }
    }

    private Prepared prepareLastGood(Map<String, Object> values) throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        plain(values)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        return isLastGood(text.toString()) ? new Prepared(List.of()) : prepareFile(lastGood, text.toString());
    }

    private boolean isLastGood(String text) {
        try {
            return Files.exists(lastGood) && readLastGood().equals(text);
        } catch (IOException e) {
            // a damaged file is written again
            return false;
        }
    }

    private static String storedText(Map<String, Object> values) {
        StringBuilder text = new StringBuilder("// Written by the device whenever its settings are changed.\n{");
        String separator = "\n";
        for (Map.Entry<String, Object> entry : plain(values).entrySet()) {
            text.append(separator).append("  ").append(json(entry.getKey(), entry.getValue()));
            separator = ",\n";
        }
        return text.append("\n}\n").toString();
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

    private static Prepared prepareFile(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            AtomicFiles.createDirectories(directory);
        }
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is a directory");
        }
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return new Prepared(List.of(AtomicFiles.prepare(file, content, AtomicFiles.OWNER_ONLY)));
    }
}
