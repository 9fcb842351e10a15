// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.media.StoredImage;
import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files: whole images in one directory, uploads that are not whole in a directory below it, under their size and
 * name, and checksums in another. What is in the first directory can be mounted, whoever put it there.
 *
 * <p>Threading. Any thread; what belongs together is the caller's to keep apart.
 */
final class ImageStore {

    private static final Logger LOG = LoggerFactory.getLogger("media.gadget");
    private static final Pattern UNFINISHED = Pattern.compile("(\\d{1,19})\\.(.+)");
    private static final Pattern CHECKSUM = Pattern.compile("([0-9a-f]{64}) (\\d{1,19}) (-?\\d{1,19})");
    private static final int MAX_CHECKSUM = 128;

    private final Path directory;
    private final Path unfinished;
    private final Path checksums;

    /**
     * An upload that is not whole.
     *
     * @param name of the image
     * @param size of the whole image
     * @param received bytes that are there
     * @param changed when the last of them arrived
     */
    record Part(String name, long size, long received, Instant changed) {}

    ImageStore(Path directory) {
        this.directory = directory;
        unfinished = directory.resolve(".uploads");
        checksums = directory.resolve(".checksums");
    }

    /** Returns a whole image; empty when there is none of this name. */
    Optional<Path> find(String name) {
        Path file = directory.resolve(name);
        return ImageName.isValid(name) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(file)
                : Optional.empty();
    }

    /** Returns the whole images by name, with the checksums that are known. */
    List<StoredImage> images() throws IOException {
        List<StoredImage> images = new ArrayList<>();
        for (Path file : files(directory)) {
            String name = String.valueOf(file.getFileName());
            if (ImageName.isValid(name)) {
                try {
                    BasicFileAttributes attributes = attributes(file);
                    images.add(new StoredImage(
                            name,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant(),
                            checksum(name, attributes)));
                } catch (NoSuchFileException e) {
                    LOG.debug("image gone name={}", name);
                }
            }
        }
        images.sort(Comparator.comparing(StoredImage::name));
        return images;
    }

    /** Returns the uploads that are not whole, by name. */
    List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Path file : files(unfinished)) {
            Matcher matcher = UNFINISHED.matcher(String.valueOf(file.getFileName()));
            if (matcher.matches()) {
                try {
                    BasicFileAttributes attributes = attributes(file);
                    parts.add(new Part(
                            matcher.group(2),
                            Long.parseLong(matcher.group(1)),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                } catch (NoSuchFileException | NumberFormatException e) {
                    LOG.debug("upload gone name={}", matcher.group(2));
                }
            }
        }
        parts.sort(Comparator.comparing(Part::name));
        return parts;
    }

    /**
     * Opens the part of an upload, which is made if there is none of this name and size; one of another size is
     * deleted. The position is behind what is there.
     */
    FileChannel openPart(String name, long size) throws IOException {
        AtomicFiles.createDirectories(unfinished);
        for (Part part : parts()) {
            if (part.name().equals(name) && part.size() != size) {
                Files.deleteIfExists(part(name, part.size()));
            }
        }
        FileChannel channel = FileChannel.open(
                part(name, size),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(AtomicFiles.OWNER_ONLY));
        try {
            if (channel.size() > size) {
                channel.truncate(0);
            }
            channel.position(channel.size());
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Makes a whole part, which is on the medium already, an image. */
    void complete(String name, long size) throws IOException {
        if (find(name).isPresent()) {
            throw new IOException("There is an image of this name by now.");
        }
        Files.move(part(name, size), directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        AtomicFiles.syncDirectory(directory);
        AtomicFiles.syncDirectory(unfinished);
    }

    /** Deletes an image with its checksum. Returns whether there was one. */
    boolean delete(String name) throws IOException {
        if (!ImageName.isValid(name)) {
            return false;
        }
        Files.deleteIfExists(checksums.resolve(name));
        return find(name).isPresent() && Files.deleteIfExists(directory.resolve(name));
    }

    /** Deletes what is there of an upload. Returns whether there was something. */
    boolean deletePart(String name) throws IOException {
        boolean deleted = false;
        for (Part part : parts()) {
            if (part.name().equals(name)) {
                deleted |= Files.deleteIfExists(part(name, part.size()));
            }
        }
        return deleted;
    }

    /** Deletes uploads to which nothing was added since a time, except those that are kept. */
    void expire(Instant before, Set<String> kept) {
        try {
            for (Part part : parts()) {
                if (part.changed().isBefore(before) && !kept.contains(part.name())) {
                    Files.deleteIfExists(part(part.name(), part.size()));
                    LOG.info("unfinished upload deleted name={} bytes={}", part.name(), part.received());
                }
            }
        } catch (IOException e) {
            LOG.warn("unfinished uploads not read cause={}", e.toString());
        }
    }

    /** Returns the bytes of all files. */
    long usedBytes() throws IOException {
        return images().stream().mapToLong(StoredImage::size).sum()
                + parts().stream().mapToLong(Part::received).sum();
    }

    /** Returns the bytes that can still be written to the disk. */
    long freeBytes() throws IOException {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return Files.getFileStore(existing).getUsableSpace();
    }

    /** Remembers the checksum of an image that was not changed since its attributes were read. */
    void saveChecksum(String name, String sha256, BasicFileAttributes read) throws IOException {
        Path file = directory.resolve(name);
        BasicFileAttributes now = attributes(file);
        if (now.size() == read.size() && now.lastModifiedTime().equals(read.lastModifiedTime())) {
            AtomicFiles.createDirectories(checksums);
            String line =
                    sha256 + " " + now.size() + " " + now.lastModifiedTime().toMillis();
            AtomicFiles.replace(
                    checksums.resolve(name), line.getBytes(StandardCharsets.US_ASCII), AtomicFiles.OWNER_ONLY);
        }
    }

    /** Returns the checksum of an image as it is now; empty while it is not known. */
    private String checksum(String name, BasicFileAttributes attributes) {
        try {
            Matcher line = CHECKSUM.matcher(
                    new String(AtomicFiles.read(checksums.resolve(name), MAX_CHECKSUM), StandardCharsets.US_ASCII));
            return line.matches()
                            && line.group(2).equals(Long.toString(attributes.size()))
                            && line.group(3)
                                    .equals(Long.toString(
                                            attributes.lastModifiedTime().toMillis()))
                    ? line.group(1)
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private Path part(String name, long size) {
        return unfinished.resolve(size + "." + name);
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }
}
