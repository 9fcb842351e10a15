// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.sets;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Set;

/**
 * The jars of the bundles that differ from the shipped ones: {@code DIGEST.jar}, named by their SHA-256 digest and
 * never changed.
 *
 * <p>Threading. No state; two threads must not add the same jar at one time.
 */
public final class BundleStore {
    private static final String SUFFIX = ".jar";
    private static final String UNFINISHED = ".new";
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path directory;

    /** @param directory is made with the first jar */
    public BundleStore(Path directory) {
        this.directory = directory;
    }

    /** Returns where the jar of this digest is or would be. */
    public Path path(String sha256) {
        if (!Sha256.isDigest(sha256)) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + sha256);
        }
        return directory.resolve(sha256 + SUFFIX);
    }

    /**
     * Stores a jar, forced to the medium, and returns its file. One that is there and whole is left alone.
     *
     * @param in is read to its end and not closed
     * @param sha256 the digest the content must have
     * @param maxBytes the longest content
     * @throws IOException when the content is longer, has another digest or cannot be stored; nothing is left of it
     *     then
     */
    public Path add(InputStream in, String sha256, long maxBytes) throws IOException {
        Path file = path(sha256);
        AtomicFiles.createDirectories(directory);
        Path fresh = directory.resolve(sha256 + SUFFIX + UNFINISHED);
        Files.deleteIfExists(fresh);
        try {
            String digest = copy(in, fresh, maxBytes);
            if (!digest.equals(sha256)) {
                throw new IOException("the jar's digest is " + digest + ", not " + sha256);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        AtomicFiles.syncDirectory(directory);
        return file;
    }

    /**
     * Returns the jar of a bundle after comparing its digest.
     *
     * @throws IOException when it is missing, no regular file, or has another digest; the message names bundle and file
     */
    public Path verified(BundleSet.Entry bundle) throws IOException {
        Path file = path(bundle.sha256());
        String name = bundle.symbolicName() + " " + bundle.version();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the jar of " + name + " is missing: " + file);
        }
        String digest = Sha256.of(file);
        if (!digest.equals(bundle.sha256())) {
            throw new IOException("the jar of " + name + " is damaged: " + file + " has the digest " + digest);
        }
        return file;
    }

    /**
     * Deletes the jars that none of these sets names, and unfinished ones. No jar may be added meanwhile.
     *
     * @return the number of files deleted
     */
    public int collect(Collection<BundleSet> sets) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        int deleted = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (isOurs(file) && !isNamed(file, sets)) {
                    Files.delete(file);
                    deleted++;
                }
            }
        }
        if (deleted > 0) {
            AtomicFiles.syncDirectory(directory);
        }
        return deleted;
    }

    private static boolean isOurs(Path file) {
        String name = String.valueOf(file.getFileName());
        String jar = name.endsWith(UNFINISHED) ? name.substring(0, name.length() - UNFINISHED.length()) : name;
        return jar.endsWith(SUFFIX) && Sha256.isDigest(jar.substring(0, jar.length() - SUFFIX.length()));
    }

    private boolean isNamed(Path file, Collection<BundleSet> sets) {
        return sets.stream()
                .flatMap(set -> set.bundles().stream())
                .anyMatch(entry -> path(entry.sha256()).getFileName().equals(file.getFileName()));
    }

    private static String copy(InputStream in, Path file, long maxBytes) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = 0;
        try (FileChannel out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(AtomicFiles.OWNER_ONLY))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                total += read;
                if (total > maxBytes) {
                    throw new IOException("the jar is longer than " + maxBytes + " bytes");
                }
                digest.update(buffer, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
        return Sha256.hex(digest.digest());
    }
}
