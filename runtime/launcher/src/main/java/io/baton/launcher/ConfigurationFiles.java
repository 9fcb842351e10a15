// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final int MAX_BYTES = 1024 * 1024;

    /**
     * Property of a PID whose operator file cannot be used, with the reason; the other properties are those shipped.
     */
    static final String IGNORED = "baton.file.ignored";

    /** As {@link #IGNORED}; the other properties are the last good content of the file. */
    static final String RESTORED = "baton.file.restored";

    private final Map<String, String> placeholders;

    /** By PID, then by name of the key without its type. */
    private final Map<String, Map<String, Property>> configurations = new TreeMap<>();

    /** The operator's part of them, as it stands in the files. */
    private final Map<String, Map<String, Property>> operator = new TreeMap<>();

    record Property(ConfigurationKey key, Object value) {}

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
     * Adds the files of the directory that {@code --config} names, which this process does not write. A file that
     * cannot be used is treated as in {@link #addOperator}.
     *
     * @param lastGood where a copy of each good file is kept; exists
     * @param problems receives one line for each file or copy that cannot be used
     * @throws IOException when a directory cannot be read
     */
    ConfigurationFiles addAdministrator(Path directory, Path lastGood, Consumer<String> problems) throws IOException {
        add(directory, lastGood, problems);
        return this;
    }

    /**
     * Adds the operator's files. In place of one that cannot be read or parsed its last good content counts, and if
     * there is none the file is ignored; the PID then has the property {@link #RESTORED} or {@link #IGNORED}.
     *
     * @param lastGood where a copy of each good file is kept; exists
     * @param problems receives one line for each file or copy that cannot be used
     * @throws IOException when a directory cannot be read
     */
    ConfigurationFiles addOperator(Path directory, Path lastGood, Consumer<String> problems) throws IOException {
        operator.putAll(add(directory, lastGood, problems));
        return this;
    }

    /** Returns the properties of the files that were read, by PID and name. */
    private Map<String, Map<String, Property>> add(Path directory, Path lastGood, Consumer<String> problems)
            throws IOException {
        Map<String, Map<String, Property>> read = new TreeMap<>();
        List<Path> present = files(directory);
        for (Path copy : files(lastGood)) {
            if (!present.contains(directory.resolve(copy.getFileName()))) {
                tell(problems, "The copy " + copy + " cannot be removed", () -> Files.delete(copy));
            }
        }
        for (Path file : present) {
            Path copy = lastGood.resolve(file.getFileName());
            try {
                String text = read(file);
                List<Property> own = properties(text);
                merge(file, own);
                read.put(pid(file), byName(own));
                tell(problems, "The copy " + copy + " cannot be written", () -> keep(text, copy));
            } catch (IOException e) {
                boolean restored = mergeLastGood(copy);
                String reason = e instanceof ConfigurationSyntaxException ? e.getMessage() : FileErrors.reason(e);
                String consequence = restored ? "its last good content is used" : "the file is ignored";
                String problem = file + ", " + reason + "; " + consequence;
                problems.accept("Configuration file " + problem + ".");
                ConfigurationKey key = ConfigurationKey.of(restored ? RESTORED : IGNORED);
                merge(file, List.of(new Property(key, problem)));
            }
        }
        return read;
    }

    private interface FileTask {
        void run() throws IOException;
    }

    /** Runs a task whose failure does no harm but for what the message says. */
    private static void tell(Consumer<String> problems, String message, FileTask task) {
        try {
            task.run();
        } catch (IOException e) {
            problems.accept(message + ": " + FileErrors.reason(e) + ".");
        }
    }

    private static String read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(Files.isDirectory(file) ? "is a directory" : "is not a regular file");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("longer than " + MAX_BYTES + " bytes");
        }
        return Files.readString(file);
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

    /** Returns the merged value of a key as text; empty where no file has it. */
    Optional<String> value(String pid, String key) {
        return Optional.ofNullable(configurations.getOrDefault(pid, Map.of()).get(key))
                .filter(property -> property.value() != ConfigurationParser.NULL)
                .map(property -> property.value().toString());
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

    /** Returns the values of a PID by key, without its type; none for an unknown PID. */
    Map<String, Object> values(String pid) {
        Map<String, Object> values = new TreeMap<>();
        configurations.getOrDefault(pid, Map.of()).forEach((name, property) -> {
            if (property.value() != ConfigurationParser.NULL) {
                values.put(name, property.value());
            }
        });
        return values;
    }

    /** Returns the merged properties of a PID, by name; those that {@code null} removed among them. */
    Map<String, Property> merged(String pid) {
        return Map.copyOf(configurations.getOrDefault(pid, Map.of()));
    }

    /** Returns the properties of the operator's file of a PID, by name; none when there is no file that can be used. */
    Map<String, Property> ofOperator(String pid) {
        return Map.copyOf(operator.getOrDefault(pid, Map.of()));
    }

    private static Map<String, Property> byName(List<Property> properties) {
        Map<String, Property> byName = new TreeMap<>();
        properties.forEach(property -> byName.put(property.key().name(), property));
        return byName;
    }

    private void merge(Path file, List<Property> properties) {
        Map<String, Property> merged = configurations.computeIfAbsent(pid(file), pid -> new TreeMap<>());
        properties.forEach(property -> merged.put(property.key().name(), property));
    }

    private boolean mergeLastGood(Path copy) {
        try {
            merge(copy, properties(read(copy)));
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

    /** Leaves an unchanged copy as it is, because flash memory wears. */
    private static void keep(String text, Path copy) throws IOException {
        if (!isContent(text, copy)) {
            AtomicFiles.replace(copy, text.getBytes(StandardCharsets.UTF_8), AtomicFiles.OWNER_ONLY);
        }
    }

    private static boolean isContent(String text, Path copy) {
        try {
            return read(copy).equals(text);
        } catch (IOException e) {
            // a copy that cannot be read is written again
            return false;
        }
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
