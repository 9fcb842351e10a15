// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The directory into which JavaCPP unpacks the shared libraries, and the CRC-32 checksums of what the bundle contains.
 * JavaCPP takes a file from there when its length and time are right; after a power loss such a file may hold zeroes.
 * Files whose checksum is not recorded are therefore deleted before it looks.
 *
 * <p>The checksums are against accidents: whatever could change a library could change its digest beside it as well.
 * The 44 MB are read at each start, by interpreted code at first, for which Java has CRC-32 in machine code, but no
 * SHA-256.
 *
 * <p>Threading. One thread at a time.
 */
final class NativeCache {

    /** Lines of {@code <CRC-32 in hexadecimal> <path>}. */
    static final String CHECKSUMS = "checksums";

    private static final Set<String> NOT_LIBRARIES = Set.of(CHECKSUMS, CHECKSUMS + ".new", ".lock");
    private static final int MAX_CHECKSUMS = 65_536;
    private static final int BUFFER = 65_536;
    private static final int CHECKSUM_CHARACTERS = 8;

    private final Path directory;
    private final Function<String, @Nullable InputStream> libraries;

    /**
     * @param directory used by nothing else
     * @param libraries opens the library with a path such as {@code linux-x86_64/libavutil.so.60} in the bundle; null
     *     when there is none
     */
    NativeCache(Path directory, Function<String, @Nullable InputStream> libraries) {
        this.directory = directory;
        this.libraries = libraries;
    }

    /**
     * Creates the directory, or deletes what is in it unless every file has the checksum that was recorded for it.
     *
     * @return whether the directory holds libraries, all intact
     */
    boolean prepare() throws IOException {
        if (Files.isSymbolicLink(directory)) {
            Files.delete(directory);
        }
        AtomicFiles.createDirectories(directory);
        if (isIntact()) {
            return true;
        }
        deleteContent(directory, path -> true);
        return false;
    }

    /** Records the checksums, computed from the bundle, of the libraries that were unpacked. */
    void record() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Path file : files()) {
            try (InputStream library = libraries.apply(libraryName(file))) {
                if (library != null) {
                    lines.append(checksum(library))
                            .append(' ')
                            .append(relative(file))
                            .append('\n');
                }
            }
        }
        AtomicFiles.replace(
                directory.resolve(CHECKSUMS),
                lines.toString().getBytes(StandardCharsets.UTF_8),
                AtomicFiles.OWNER_ONLY);
    }

    private boolean isIntact() throws IOException {
        Map<String, String> recorded = recorded();
        if (recorded.isEmpty()) {
            return false;
        }
        for (Path file : files()) {
            if (Files.isSymbolicLink(file)) {
                if (Files.readSymbolicLink(file).getNameCount() != 1) {
                    return false;
                }
            } else if (!checksum(file).equals(recorded.get(relative(file)))) {
                return false;
            }
        }
        return true;
    }

    private Map<String, String> recorded() {
        try {
            String lines =
                    new String(AtomicFiles.read(directory.resolve(CHECKSUMS), MAX_CHECKSUMS), StandardCharsets.UTF_8);
            return lines.lines()
                    .filter(line -> line.length() > CHECKSUM_CHARACTERS && line.charAt(CHECKSUM_CHARACTERS) == ' ')
                    .collect(Collectors.toMap(
                            line -> line.substring(CHECKSUM_CHARACTERS + 1),
                            line -> line.substring(0, CHECKSUM_CHARACTERS),
                            (one, other) -> other,
                            TreeMap::new));
        } catch (IOException e) {
            return Map.of(); // missing or unreadable: nothing is known of the files
        }
    }

    /** The libraries and symbolic links in the directory; links are not followed. */
    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !NOT_LIBRARIES.contains(relative(path)))
                    .sorted()
                    .toList();
        }
    }

    private String relative(Path file) {
        return directory.relativize(file).toString();
    }

    /** The platform's directory and the file, as in the bundle. */
    private static String libraryName(Path file) {
        int names = file.getNameCount();
        return file.subpath(names - 2, names).toString();
    }

    private static String checksum(InputStream content) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] buffer = new byte[BUFFER];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            checksum.update(buffer, 0, read);
        }
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    private static String checksum(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return checksum(content);
        }
    }

    /** Deletes what a directory contains and passes the filter, with everything below it; links are not followed. */
    static void deleteContent(Path directory, Predicate<Path> filter) throws IOException {
        List<Path> content;
        try (Stream<Path> all = Files.walk(directory)) {
            content = all.filter(path -> !path.equals(directory) && filter.test(path))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : content) {
            Files.deleteIfExists(path);
        }
    }
}
