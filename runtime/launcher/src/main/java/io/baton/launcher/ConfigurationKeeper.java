// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import io.baton.launcher.ConfigurationFiles.Property;
import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Keeps configurations that were changed while the device runs, as in the Web Console: writes what differs from the
 * files of this start to the operator's file of the PID, readable by its owner only. What the operator wrote there and
 * did not change stays; comments and placeholders of a rewritten file do not. The coordinator keeps its own settings,
 * before the change is acknowledged as well, because it refuses a set that is not valid.
 *
 * <p>Threading. Safe for any thread.
 */
final class ConfigurationKeeper {
    private static final String OURS = "io.baton.";
    private static final String COORDINATOR = "io.baton.session.coordinator";

    private final ConfigurationFiles files;
    private final Path directory;
    private final Consumer<String> log;
    /** By PID: the file as this wrote it. */
    private final Map<String, Map<String, Property>> written = new HashMap<>();

    /**
     * @param files as they were read at this start
     * @param directory the operator's files
     * @param log receives one line for each file that is written or cannot be
     */
    ConfigurationKeeper(ConfigurationFiles files, Path directory, Consumer<String> log) {
        this.files = files;
        this.directory = directory;
        this.log = log;
    }

    /** Takes the properties that a PID has now; returns when they are on the medium. */
    synchronized void changed(String pid, Map<String, ?> properties) {
        if (!pid.startsWith(OURS) || pid.equals(COORDINATOR)) {
            return;
        }
        Map<String, Property> present = written.getOrDefault(pid, files.ofOperator(pid));
        Map<String, Property> next = next(pid, present, properties);
        if (next.equals(present)) {
            return;
        }
        try {
            AtomicFiles.createDirectories(directory);
            byte[] text = text(next).getBytes(StandardCharsets.UTF_8);
            AtomicFiles.replace(directory.resolve(pid + ".json"), text, AtomicFiles.OWNER_ONLY);
            written.put(pid, next);
            log.accept("Configuration kept pid=" + pid + " keys=" + next.size());
        } catch (IOException e) {
            log.accept("Configuration not kept pid=" + pid + ": " + FileErrors.message(e));
        }
    }

    private Map<String, Property> next(String pid, Map<String, Property> present, Map<String, ?> properties) {
        Map<String, Property> before = new HashMap<>(files.merged(pid));
        before.putAll(written.getOrDefault(pid, Map.of()));
        Map<String, Property> next = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (isSetting(name)) {
                Optional<Property> same = Optional.ofNullable(before.get(name))
                        .filter(old -> text(old.value()).equals(text(value)));
                if (same.isEmpty()) {
                    next.put(name, new Property(new ConfigurationKey(name, type(value)), json(value)));
                } else if (present.containsKey(name)) {
                    next.put(name, present.get(name));
                }
            }
        });
        before.keySet().stream()
                .filter(name -> isSetting(name) && !properties.containsKey(name))
                .forEach(
                        name -> next.put(name, new Property(new ConfigurationKey(name, ""), ConfigurationParser.NULL)));
        return next;
    }

    /** Neither the framework's own properties nor the launcher's reports about a file. */
    private static boolean isSetting(String name) {
        return !name.startsWith(":")
                && !name.startsWith("service.")
                && !name.startsWith("felix.")
                && !name.startsWith("component.")
                && !name.startsWith("baton.file.");
    }

    private static String text(Map<String, Property> properties) {
        Map<String, Object> object = new TreeMap<>();
        properties.values().forEach(property -> object.put(property.key().toString(), property.value()));
        StringBuilder text = new StringBuilder("// written by the device when the configuration was changed\n");
        ConfigurationWriter.write(text, object);
        return text.append('\n').toString();
    }

    /** The type as the Configurator names it (OSGi Compendium 150.4); empty for text. */
    private static String type(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection.stream()
                    .findFirst()
                    .filter(first -> !(first instanceof String))
                    .map(first -> "Collection<" + first.getClass().getSimpleName() + ">")
                    .orElse("Collection<String>");
        }
        String name = value.getClass().getSimpleName();
        return value instanceof String ? "" : name;
    }

    private static Object json(Object value) {
        if (value instanceof Collection<?> || value.getClass().isArray()) {
            return items(value).stream().map(ConfigurationKeeper::json).toList();
        }
        return value instanceof Character ? value.toString() : value;
    }

    /** Compares the same number of two types, and a list with an array, as equal. */
    private static String text(Object value) {
        if (value instanceof Collection<?> || value.getClass().isArray()) {
            return items(value).stream().map(ConfigurationKeeper::text).toList().toString();
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        return value.toString();
    }

    private static List<Object> items(Object value) {
        if (value instanceof Collection<?> collection) {
            return List.copyOf(collection);
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            items.add(Array.get(value, i));
        }
        return items;
    }
}
