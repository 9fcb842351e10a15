// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Merges the configuration files, one for each PID, into the single resource the OSGi Configurator reads at start. A
 * key in a directory that is added later replaces the key of the same name, whatever its type, of the same PID; the
 * other keys stay; {@code null} removes a key. Each file is parsed by itself.
 *
 * <p>Threading. One thread.
 */
public final class ConfigurationFiles {
    private static final String SUFFIX = ".json";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z.]+)}");
    private static final String ALLOWED_HOSTS = "allowedHosts";

    private final Map<String, String> placeholders;

    /** By PID, then by name of the key without its type. */
    private final Map<String, Map<String, Property>> configurations = new TreeMap<>();

    private record Property(ConfigurationKey key, Object value) {}

    /** @param placeholders the values of {@code ${name}} in a file */
    public ConfigurationFiles(Map<String, String> placeholders) {
        this.placeholders = Map.copyOf(placeholders);
    }

    /**
     * Adds the files of a directory that ships with Baton; one that does not exist is skipped.
     *
     * @throws IOException when a file cannot be read or parsed
     */
    public ConfigurationFiles addShipped(Path directory) throws IOException {
        for (Path file : files(directory)) {
            try {
                merge(file, properties(Files.readString(file)));
            } catch (ConfigurationSyntaxException e) {
                throw new IOException(file + ", " + e.getMessage(), e);
            }
        }
        return this;
    }

    /**
     * Adds the operator's files. In place of one that cannot be read or parsed its last good content counts, and if
     * there is none the file is ignored.
     *
     * @param lastGood where a copy of each good file is kept; exists
     * @param problems receives one line for each bad file
     * @throws IOException when a directory cannot be read, or a copy not be written
     */
    ConfigurationFiles addOperator(Path directory, Path lastGood, Consumer<String> problems) throws IOException {
        List<Path> present = files(directory);
        for (Path copy : files(lastGood)) {
            if (!present.contains(directory.resolve(copy.getFileName()))) {
                Files.delete(copy);
            }
        }
        for (Path file : present) {
            Path copy = lastGood.resolve(file.getFileName());
            try {
                String text = Files.readString(file);
                merge(file, properties(text));
                keep(text, copy);
            } catch (IOException e) {
                String consequence = mergeLastGood(copy) ? "its last good content is used" : "the file is ignored";
                String reason = e instanceof ConfigurationSyntaxException ? e.getMessage() : FileErrors.reason(e);
                problems.accept("Configuration file " + file + ", " + reason + "; " + consequence + ".");
            }
        }
        return this;
    }

    /** Adds the host to a non-empty list of names that a PID's {@code allowedHosts} admits. */
    ConfigurationFiles allowHost(String pid, String host) {
        Map<String, Property> properties = configurations.computeIfAbsent(pid, absent -> new TreeMap<>());
        Property allowed = properties.get(ALLOWED_HOSTS);
        if (allowed != null && allowed.value() instanceof List<?> hosts && !hosts.isEmpty() && !hosts.contains(host)) {
            List<Object> more = new ArrayList<>(hosts);
            more.add(host);
            properties.put(ALLOWED_HOSTS, new Property(allowed.key(), more));
        }
        return this;
    }

    /** Returns the resource, in the Configurator's format. */
    public String toResource() {
        // the Configurator wants these three in each resource; the last is the version of the format
        StringBuilder resource = new StringBuilder("""
                {
                  ":configurator:symbolic-name": "io.baton.configs",
                  ":configurator:version": "1.0.0",
                  ":configurator:resource-version": 1""");
        configurations.forEach((pid, properties) -> {
            Map<String, Object> object = new TreeMap<>();
            properties.values().stream()
                    .filter(property -> property.value() != ConfigurationParser.NULL)
                    .forEach(property -> object.put(property.key().toString(), property.value()));
            resource.append(",\n  ");
            ConfigurationWriter.string(resource, pid);
            resource.append(": ");
            ConfigurationWriter.write(resource, object);
        });
        return resource.append("\n}\n").toString();
    }

    private void merge(Path file, List<Property> properties) {
        Map<String, Property> merged = configurations.computeIfAbsent(pid(file), pid -> new TreeMap<>());
        properties.forEach(property -> merged.put(property.key().name(), property));
    }

    private boolean mergeLastGood(Path copy) {
        try {
            merge(copy, properties(Files.readString(copy)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private List<Property> properties(String text) throws ConfigurationSyntaxException {
        Map<String, Property> properties = new TreeMap<>();
        for (Map.Entry<String, Object> member :
                ConfigurationParser.parse(substitute(text)).entrySet()) {
            ConfigurationKey key = ConfigurationKey.of(member.getKey());
            key.check(member.getValue());
            if (properties.put(key.name(), new Property(key, member.getValue())) != null) {
                throw new ConfigurationSyntaxException("key " + key.name() + " occurs twice");
            }
        }
        return List.copyOf(properties.values());
    }

    private String substitute(String text) throws ConfigurationSyntaxException {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder substituted = new StringBuilder();
        while (matcher.find()) {
            String value = placeholders.get(matcher.group(1));
            if (value == null) {
                throw ConfigurationSyntaxException.at(text, matcher.start(), "unknown value " + matcher.group());
            }
            matcher.appendReplacement(substituted, Matcher.quoteReplacement(ConfigurationWriter.escape(value)));
        }
        return matcher.appendTail(substituted).toString();
    }

    /** A copy whole or not at all; an unchanged one is not written again, because flash memory wears. */
    private static void keep(String text, Path copy) throws IOException {
        if (Files.exists(copy) && Files.readString(copy).equals(text)) {
            return;
        }
        Path part = copy.resolveSibling(copy.getFileName() + ".part");
        Files.writeString(part, text);
        Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
                found.forEach(files::add);
            }
        }
        files.sort(null);
        return files;
    }

    private static String pid(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - SUFFIX.length());
    }
}
