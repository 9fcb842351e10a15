// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
import org.jspecify.annotations.Nullable;

/**
 * The directory into which JavaCPP unpacks the shared libraries, and the SHA-256 digests of what the bundle contains.
 * JavaCPP takes a file from there when its length and time are right; after a power loss such a file may hold zeroes.
 * Files whose digest is not recorded are therefore deleted before it looks.
 *
 * <p>Threading. One thread at a time.
 */
final class NativeCache {

    /** Lines of {@code <SHA-256 in hexadecimal> <path>}. */
    static final String DIGESTS = "digests";

    private static final Set<String> NOT_LIBRARIES = Set.of(DIGESTS, DIGESTS + ".new", ".lock");
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final int MAX_DIGESTS = 65_536;
    private static final int BUFFER = 65_536;
    private static final int DIGEST_CHARACTERS = 64;

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
     * Creates the directory, or deletes what is in it unless every file has the digest that was recorded for it.
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

    /** Records the digests, computed from the bundle, of the libraries that were unpacked. */
    void record() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Path file : files()) {
            try (InputStream library = libraries.apply(libraryName(file))) {
                if (library != null) {
                    lines.append(digest(library))
                            .append(' ')
                            .append(relative(file))
                            .append('\n');
                }
            }
        }
        AtomicFiles.replace(
                directory.resolve(DIGESTS), lines.toString().getBytes(StandardCharsets.UTF_8), AtomicFiles.OWNER_ONLY);
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
            } else if (!digest(file).equals(recorded.get(relative(file)))) {
                return false;
            }
        }
        return true;
    }

    private Map<String, String> recorded() {
        try {
            String lines =
                    new String(AtomicFiles.read(directory.resolve(DIGESTS), MAX_DIGESTS), StandardCharsets.UTF_8);
            return lines.lines()
                    .filter(line -> line.length() > DIGEST_CHARACTERS && line.charAt(DIGEST_CHARACTERS) == ' ')
                    .collect(Collectors.toMap(
                            line -> line.substring(DIGEST_CHARACTERS + 1),
                            line -> line.substring(0, DIGEST_CHARACTERS),
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

    private static String digest(InputStream content) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String digest(Path file) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (var channel = Files.newByteChannel(file, READ)) {
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
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
