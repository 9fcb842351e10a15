// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory for everything that is written at run time, readable by its owner only. A lock on {@code run/lock}
 * keeps a second instance away; the operating system releases it when the process ends, however it ends.
 */
final class DataDirectory implements AutoCloseable {
    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Creates and locks the directory; returns nothing when another instance holds the lock.
     *
     * @throws IOException when the directory or the lock file cannot be made
     */
    static Optional<DataDirectory> lock(Path root) throws IOException {
        createPrivate(root);
        Path file = createPrivate(root.resolve("run")).resolve("lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new DataDirectory(root, channel));
    }

    Path root() {
        return root;
    }

    /** Where the operator's configuration files are; need not exist. */
    Path configs() {
        return root.resolve("configs");
    }

    /** Files that are made anew at each start. */
    Path run() {
        return root.resolve("run");
    }

    /** Copies of the operator's configuration files as they were when last parsed without an error. */
    Path lastGoodConfigs() throws IOException {
        return createPrivate(run().resolve("last-good-configs"));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static Path createPrivate(Path directory) throws IOException {
        return Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
