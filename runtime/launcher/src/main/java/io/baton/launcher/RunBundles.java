// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** Finds the jars a profile runs: the resolver's {@code -runbundles}, looked up among the jars by symbolic name. */
public final class RunBundles {

    /**
     * One bundle to install.
     *
     * @param name its symbolic name
     * @param jar its file
     * @param fragment whether it is a fragment, which is attached to its host and never started
     */
    public record Shipped(String name, Path jar, boolean fragment) {}

    private RunBundles() {}

    /**
     * Reads a resolved run description.
     *
     * @throws IOException when it cannot be read, or names a bundle that is not in the directory
     */
    public static List<Shipped> read(Path bndrun, Path jars) throws IOException {
        Map<String, Shipped> present = scan(jars);
        List<Shipped> bundles = new ArrayList<>();
        for (String name : names(Files.readString(bndrun))) {
            Shipped bundle = present.get(name);
            if (bundle == null) {
                throw new IOException(bndrun.getFileName() + " names " + name + ", which is not in " + jars);
            }
            bundles.add(bundle);
        }
        return bundles;
    }

    /** The symbolic names in the {@code -runbundles} instruction, in order. */
    static List<String> names(String bndrun) {
        String joined = bndrun.replaceAll("(?m)^#.*$", "").replaceAll("\\\\\\r?\\n\\s*", "");
        for (String line : joined.lines().toList()) {
            if (line.startsWith("-runbundles:")) {
                return clauses(line.substring("-runbundles:".length()));
            }
        }
        return List.of();
    }

    /** Splits at commas outside quotes (a version range contains one) and drops the attributes. */
    private static List<String> clauses(String instruction) {
        List<String> names = new ArrayList<>();
        for (String clause : instruction.replaceAll("'[^']*'", "''").split(",", -1)) {
            String name = clause.split(";", -1)[0].trim();
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    private static Map<String, Shipped> scan(Path directory) throws IOException {
        Map<String, Shipped> found = new TreeMap<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path path : jars) {
                try (JarFile jar = new JarFile(path.toFile())) {
                    Manifest manifest = jar.getManifest();
                    String header = manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
                    if (manifest == null || header == null) {
                        throw new IOException(path + " is not a bundle");
                    }
                    String name = header.split(";", -1)[0].trim();
                    boolean fragment = manifest.getMainAttributes().getValue("Fragment-Host") != null;
                    found.put(name, new Shipped(name, path, fragment));
                }
            }
        }
        return found;
    }
}
