// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins the configuration files, one for each PID, into the single resource the OSGi Configurator reads at start. A
 * file in a later directory replaces the file of the same name in an earlier one.
 */
public final class ConfigurationFiles {
    /** Three keys the Configurator wants in each resource; the third is the version of the format. */
    private static final String HEADER = """
            {
              ":configurator:symbolic-name": "io.baton.configs",
              ":configurator:version": "1.0.0",
              ":configurator:resource-version": 1""";

    private static final String SUFFIX = ".json";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z.]+)}");

    private ConfigurationFiles() {}

    /**
     * @param directories where to look, the weakest first; one that does not exist is skipped
     * @param values what {@code ${name}} in a file stands for
     * @throws IOException when a file cannot be read or names an unknown value
     */
    public static String join(List<Path> directories, Map<String, String> values) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
                    for (Path file : found) {
                        files.put(pid(file), file);
                    }
                }
            }
        }
        StringBuilder joined = new StringBuilder(HEADER);
        for (Map.Entry<String, Path> entry : files.entrySet()) {
            joined.append(",\n  \"").append(entry.getKey()).append("\": ").append(body(entry.getValue(), values));
        }
        return joined.append("\n}\n").toString();
    }

    private static String pid(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private static String body(Path file, Map<String, String> values) throws IOException {
        Matcher matcher = PLACEHOLDER.matcher(Files.readString(file).strip());
        StringBuilder body = new StringBuilder();
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null) {
                throw new IOException(file + ": unknown value ${" + matcher.group(1) + "}, known: " + values.keySet());
            }
            matcher.appendReplacement(body, Matcher.quoteReplacement(escape(value)));
        }
        return matcher.appendTail(body).toString();
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
