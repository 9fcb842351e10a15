// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import io.baton.shared.sets.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

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

    /**
     * What ships.
     *
     * @param base identifies the jars of the build, whatever the profile
     * @param bundles those of the profile, in order
     * @param names the symbolic names of all
     */
    record Image(String base, List<Shipped> bundles, Set<String> names) {}

    /** Longer than the main section of nearly every manifest. */
    private static final int MANIFEST_START = 1 << 16;

    private RunBundles() {}

    /**
     * Reads a resolved run description.
     *
     * @throws IOException when it cannot be read, or names a bundle that is not in the directory
     */
    public static List<Shipped> read(Path bndrun, Path jars) throws IOException {
        return select(bndrun, jars, scan(jars));
    }

    /**
     * Reads what ships for a profile.
     *
     * @param home contains the run descriptions, the directory of the jars, and the time of the build
     * @throws IOException as {@link #read}
     */
    static Image image(Path home, String profile) throws IOException {
        Path jars = home.resolve("bundle");
        Map<String, Shipped> present = scan(jars);
        List<Shipped> bundles = select(home.resolve(profile + ".bndrun"), jars, present);
        return new Image(base(home, present.values()), bundles, Set.copyOf(present.keySet()));
    }

    /** Returns what identifies the jars of the build at {@code home}, which sets of bundles refer to. */
    public static String base(Path home) throws IOException {
        return base(home, scan(home.resolve("bundle")).values());
    }

    /** Reading 60 MB at each start for a digest of the content would take longer than starting some bundles. */
    private static String base(Path home, Collection<Shipped> present) throws IOException {
        StringBuilder text = new StringBuilder();
        Path built = home.resolve("built");
        if (Files.exists(built)) {
            text.append(Files.readString(built));
        }
        for (Shipped bundle : present) {
            text.append('\n').append(bundle.jar().getFileName()).append(' ').append(Files.size(bundle.jar()));
        }
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static List<Shipped> select(Path bndrun, Path jars, Map<String, Shipped> present) throws IOException {
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
                Shipped bundle = bundle(path);
                found.put(bundle.name(), bundle);
            }
        }
        return found;
    }

    /**
     * Reads the manifest of a jar.
     *
     * @throws IOException when it cannot be read, or the jar is no bundle
     */
    static Shipped bundle(Path file) throws IOException {
        Attributes headers = headers(file);
        String name = headers.getValue("Bundle-SymbolicName");
        if (name == null) {
            throw new IOException(file + " is not a bundle");
        }
        return new Shipped(name.split(";", -1)[0].trim(), file, headers.getValue("Fragment-Host") != null);
    }

    /**
     * Reads the main section of a manifest, which an empty line ends. The sections after it are left out: in signed
     * jars they have the digest of each class, a megabyte of text together.
     */
    private static Attributes headers(Path file) throws IOException {
        try (ZipFile jar = new ZipFile(file.toFile())) {
            ZipEntry entry = jar.getEntry(JarFile.MANIFEST_NAME);
            if (entry == null) {
                return new Attributes();
            }
            try (InputStream manifest = jar.getInputStream(entry)) {
                byte[] start = manifest.readNBytes(MANIFEST_START);
                int length = mainSection(start);
                InputStream section = new ByteArrayInputStream(start, 0, length < 0 ? start.length : length);
                return new Manifest(length < 0 ? new SequenceInputStream(section, manifest) : section)
                        .getMainAttributes();
            }
        }
    }

    /** Returns the length of the lines before the first empty one, or -1 where there is none. */
    private static int mainSection(byte[] manifest) {
        for (int i = 1; i < manifest.length; i++) {
            boolean afterLine = manifest[i - 1] == '\n';
            if (afterLine && (manifest[i] == '\n' || manifest[i] == '\r')) {
                return i;
            }
        }
        return -1;
    }
}
