// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.sets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The bundles of a device, as the differences from those the image ships. As text: {@code base DIGEST}, one line
 * {@code symbolicName version DIGEST} for each bundle that differs, and {@code end DIGEST}, the digest of the lines
 * before it, so that a file that was cut off or changed is noticed.
 *
 * @param base the digest of the shipped bundles that these differ from
 * @param bundles the bundles that differ, in the order of their symbolic names; empty for the shipped set
 */
public record BundleSet(String base, List<Entry> bundles) {
    private static final String BASE = "base ";
    private static final String END = "end ";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern VERSION = Pattern.compile("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}(\\.[A-Za-z0-9_-]+)?");

    /**
     * A bundle that differs from the shipped one of its name, or that does not ship.
     *
     * @param symbolicName its Bundle-SymbolicName, without directives
     * @param version its Bundle-Version, with all three numbers
     * @param sha256 the digest of its jar
     */
    public record Entry(String symbolicName, String version, String sha256) {
        /** @throws IllegalArgumentException for a malformed component */
        public Entry {
            require(NAME.matcher(symbolicName).matches(), "a symbolic name", symbolicName);
            require(VERSION.matcher(version).matches(), "a version", version);
            require(Sha256.isDigest(sha256), "a SHA-256 digest", sha256);
        }

        @Override
        public String toString() {
            return symbolicName + " " + version + " " + sha256;
        }
    }

    /** @throws IllegalArgumentException for a malformed digest, or two bundles of one symbolic name */
    public BundleSet {
        require(Sha256.isDigest(base), "a SHA-256 digest", base);
        Map<String, Entry> sorted = new TreeMap<>();
        for (Entry entry : bundles) {
            require(sorted.put(entry.symbolicName(), entry) == null, "the only bundle of its name", entry.toString());
        }
        bundles = List.copyOf(sorted.values());
    }

    /** Returns the set without differences. */
    public static BundleSet shipped(String base) {
        return new BundleSet(base, List.of());
    }

    /** Returns the bundle of this symbolic name; empty when it is the shipped one, or none. */
    public Optional<Entry> bundle(String symbolicName) {
        return bundles.stream()
                .filter(entry -> entry.symbolicName().equals(symbolicName))
                .findFirst();
    }

    /** Returns this set with each of these bundles in the place of the one of its name. */
    public BundleSet with(Collection<Entry> changed) {
        Map<String, Entry> merged = new TreeMap<>();
        bundles.forEach(entry -> merged.put(entry.symbolicName(), entry));
        changed.forEach(entry -> merged.put(entry.symbolicName(), entry));
        return new BundleSet(base, List.copyOf(merged.values()));
    }

    /** Returns this set with the shipped bundle of each of these symbolic names, if one ships. */
    public BundleSet without(Collection<String> symbolicNames) {
        return new BundleSet(
                base,
                bundles.stream()
                        .filter(entry -> !symbolicNames.contains(entry.symbolicName()))
                        .toList());
    }

    /** Returns the digest of the text, which names the set in logs and records. */
    public String digest() {
        return Sha256.of(encode());
    }

    /** Returns the text, in UTF-8. */
    public byte[] encode() {
        StringBuilder text = new StringBuilder(BASE).append(base).append('\n');
        bundles.forEach(entry -> text.append(entry).append('\n'));
        String end = Sha256.of(bytes(text));
        return bytes(text.append(END).append(end).append('\n'));
    }

    /**
     * Reads what {@link #encode} returns.
     *
     * @throws IOException when the text is anything else; the message tells a text that ends early
     */
    public static BundleSet decode(byte[] encoded) throws IOException {
        String text = new String(encoded, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (!lines.removeLast().isEmpty() || lines.isEmpty() || !lines.getLast().startsWith(END)) {
            throw new IOException("ends early");
        }
        lines.removeLast();
        if (lines.isEmpty() || !lines.getFirst().startsWith(BASE)) {
            throw new IOException("does not begin with its base");
        }
        try {
            List<Entry> entries = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.split(" ", -1);
                require(words.length == 3, "a line of three words", line);
                entries.add(new Entry(words[0], words[1], words[2]));
            }
            BundleSet set = new BundleSet(lines.getFirst().substring(BASE.length()), entries);
            if (!new String(set.encode(), StandardCharsets.UTF_8).equals(text)) {
                throw new IOException("its digest does not match");
            }
            return set;
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void require(boolean met, String expected, String text) {
        if (!met) {
            throw new IllegalArgumentException("not " + expected + ": " + text);
        }
    }
}
