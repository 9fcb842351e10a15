// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/**
 * Reads and replaces small files on a POSIX file system. After a crash or power loss a replaced file has its old or its
 * new content, never a mixture. No method follows a symbolic link that stands in the file's place.
 *
 * <p>Threading. No state; two threads must not replace the same file at one time.
 */
public final class AtomicFiles {

    /** Mode 0600. */
    public static final Set<PosixFilePermission> OWNER_ONLY = Set.copyOf(PosixFilePermissions.fromString("rw-------"));

    /** Mode 0644. */
    public static final Set<PosixFilePermission> WORLD_READABLE =
            Set.copyOf(PosixFilePermissions.fromString("rw-r--r--"));

    private static final Set<PosixFilePermission> OWNER_DIRECTORY =
            Set.copyOf(PosixFilePermissions.fromString("rwx------"));
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private AtomicFiles() {}

    /** Creates a directory and its missing parents with mode 0700; leaves existing ones as they are. */
    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
    }

    /**
     * Replaces a file: writes {@code NAME.new} beside it, forces it to the medium, renames it and forces the directory.
     * A symbolic link in the file's place is replaced, and its target left alone.
     *
     * @param mode the mode of the new file, whatever the old one and the umask say
     * @throws IOException when the file has its old content, or the last step failed
     */
    public static void replace(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
        prepare(file, content, mode).commit();
    }

    /**
     * Writes the new content of a file beside it and forces it to the medium, as {@link #replace} does; the file keeps
     * its old content until {@link Replacement#commit}. What fails for want of space fails here.
     *
     * @throws IOException when the content could not be written; nothing of it is left then
     */
    public static Replacement prepare(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path fresh = absolute.resolveSibling(absolute.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            try (FileChannel channel = FileChannel.open(fresh, NEW, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
                if (!mode.equals(OWNER_ONLY)) {
                    setMode(fresh, mode);
                }
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            return new Replacement(fresh, absolute);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /** New content that is written and not in its place yet; either committed or discarded. */
    public static final class Replacement {
        private final Path fresh;
        private final Path file;

        private Replacement(Path fresh, Path file) {
            this.fresh = fresh;
            this.file = file;
        }

        /**
         * Renames the new content into its place and forces the directory.
         *
         * @throws IOException when the file has its old content, or the directory could not be forced
         */
        public void commit() throws IOException {
            try {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                Files.deleteIfExists(fresh);
                throw e;
            }
            Path directory = file.getParent();
            if (directory != null) {
                syncDirectory(directory);
            }
        }

        /** Removes the new content. */
        public void discard() throws IOException {
            Files.deleteIfExists(fresh);
        }
    }

    /** Forces a directory's entries to the medium: files created, renamed and deleted in it. */
    public static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Reads a whole file.
     *
     * @param maxBytes the longest content that is read
     * @throws IOException when the file is missing, too long or a symbolic link
     */
    public static byte[] read(Path file, int maxBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ)) {
            // one byte more than admitted, so that a file that grows meanwhile is noticed
            int capacity = Math.toIntExact(Math.min(channel.size(), maxBytes)) + 1;
            ByteBuffer bytes = ByteBuffer.allocate(capacity);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until the end of the file or the buffer
            }
            if (bytes.position() == capacity) {
                throw new IOException(file + " is longer than " + (capacity - 1) + " bytes");
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    /**
     * Sets a file's mode.
     *
     * @throws IOException when the file is missing or a symbolic link
     */
    public static void setMode(Path file, Set<PosixFilePermission> mode) throws IOException {
        Path absolute = file.toAbsolutePath();
        // Files.getFileAttributeView follows the link in spite of NOFOLLOW_LINKS; a directory stream opens without it.
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(absolute.resolveSibling(""))) {
            if (!(stream instanceof SecureDirectoryStream<Path> directory)) {
                throw new IOException("the file system cannot set a mode without following links");
            }
            directory
                    .getFileAttributeView(
                            absolute.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(mode);
        }
    }
}
