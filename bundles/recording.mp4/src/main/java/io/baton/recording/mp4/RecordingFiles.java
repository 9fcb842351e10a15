// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the recordings. A file is named by the time of day at which its recording began, its part from 2 on,
 * and {@code unfinished} until it is complete.
 *
 * <p>Threading. Any thread; every method reads or writes the disk.
 */
final class RecordingFiles {

    private static final Logger LOG = LoggerFactory.getLogger("recording.mp4");
    private static final Pattern NAME =
            Pattern.compile("(\\d{8}-\\d{6}Z)(?:-([2-9]|[1-9]\\d{1,2}))?(\\.unfinished)?\\.mp4");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String UNFINISHED = ".unfinished.mp4";
    private static final String FINISHED = ".mp4";

    private final Path directory;

    /**
     * One file.
     *
     * @param at when its recording began, by the time of day of then
     * @param millis of its video; zero while it is being written
     */
    record Entry(String name, Instant at, long bytes, int width, int height, long millis, boolean complete) {}

    RecordingFiles(Path directory) {
        this.directory = directory;
    }

    /** Returns the stem of the files of a new recording, which no file has. */
    String newStem(Instant begin) throws IOException {
        Files.createDirectories(directory);
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        Instant time = begin;
        while (isTaken(TIME.format(time))) {
            time = time.plusSeconds(1);
        }
        return TIME.format(time);
    }

    private boolean isTaken(String stem) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> String.valueOf(file.getFileName()).startsWith(stem));
        }
    }

    /** Returns the name of a file while it is written. */
    static String unfinished(String stem, int part) {
        return (part == 1 ? stem : stem + "-" + part) + UNFINISHED;
    }

    /** Creates a file. */
    FileChannel create(String name) throws IOException {
        return FileChannel.open(
                path(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Gives a complete file its name and returns it. */
    String complete(String unfinished) throws IOException {
        String name = unfinished.substring(0, unfinished.length() - UNFINISHED.length()) + FINISHED;
        Files.move(path(unfinished), path(name), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
        return name;
    }

    /** Returns the file of this name; empty when the name is none of ours or the file does not exist. */
    Optional<Path> find(String name) {
        return NAME.matcher(name).matches() && Files.isRegularFile(path(name), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(path(name))
                : Optional.empty();
    }

    /** Returns whether it existed. */
    boolean delete(String name) throws IOException {
        return NAME.matcher(name).matches() && Files.deleteIfExists(path(name));
    }

    /** Returns every recording, the newest first. */
    List<Entry> list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files()) {
            read(file).ifPresent(entries::add);
        }
        entries.sort(Comparator.comparing(Entry::at).reversed().thenComparing(Entry::name));
        return entries;
    }

    /** Returns the bytes of all recordings. */
    long totalBytes() throws IOException {
        long total = 0;
        for (Path file : files()) {
            try {
                total += Files.size(file);
            } catch (NoSuchFileException e) {
                LOG.debug("recording gone name={}", file.getFileName());
            }
        }
        return total;
    }

    /** Returns the bytes that can still be written to the disk. */
    long freeBytes() throws IOException {
        return Files.getFileStore(Files.exists(directory) ? directory : existingParent())
                .getUsableSpace();
    }

    private Path existingParent() {
        Path parent = directory.toAbsolutePath();
        while (!Files.exists(parent) && parent.getParent() != null) {
            parent = parent.getParent();
        }
        return parent;
    }

    /** Repairs what an earlier process left unfinished; it keeps its name. */
    void repair() {
        try {
            for (Path file : files()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(UNFINISHED)) {
                    repair(file, name);
                }
            }
        } catch (IOException e) {
            LOG.warn("recordings not read cause={}", e.toString());
        }
    }

    private static void repair(Path file, String name) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            boolean repaired = Mp4Repair.repair(channel);
            LOG.info("unfinished recording found name={} playable={} bytes={}", name, repaired, channel.size());
        } catch (IOException e) {
            LOG.warn("unfinished recording not read name={} cause={}", name, e.toString());
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    private static Optional<Entry> read(Path file) {
        String name = String.valueOf(file.getFileName());
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer head = ByteBuffer.allocate(Mp4Header.FIXED_BYTES);
            while (head.hasRemaining() && channel.read(head, head.position()) > 0) {
                // until the head is whole
            }
            Mp4Header.Fields fields =
                    Mp4Header.isOurs(head.flip()) ? Mp4Header.read(head) : new Mp4Header.Fields(0, 0, 0);
            return Optional.of(new Entry(
                    name,
                    TIME.parse(matcher.group(1), Instant::from),
                    channel.size(),
                    fields.width(),
                    fields.height(),
                    fields.durationMillis(),
                    matcher.group(3) == null));
        } catch (IOException | DateTimeException e) {
            LOG.debug("recording not read name={} cause={}", name, e.toString());
            return Optional.empty();
        }
    }

    private Path path(String name) {
        return directory.resolve(name);
    }
}
