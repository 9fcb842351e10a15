// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory for everything that is written at run time, readable by its owner only. A lock on {@code run/lock}
 * keeps a second instance away; the operating system releases it when the process ends, however it ends.
 */
final class DataDirectory implements AutoCloseable {
    /** What the launcher, the framework and the bundles make; a file of such a name would stop them halfway. */
    private static final List<String> DIRECTORIES = List.of(
            "audit",
            "auth",
            "cache",
            "configs",
            "framework",
            "input",
            "native",
            "peer",
            "run",
            "sets",
            "session",
            "signalling",
            "tls",
            "upgrade");

    private static final int MAX_ID_BYTES = 65;
    private static final Pattern DEVICE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Creates and locks the directory; returns nothing when another instance holds the lock.
     *
     * @throws IOException when the directory or the lock file cannot be made, or a file is in the place of a directory
     */
    static Optional<DataDirectory> lock(Path root) throws IOException {
        createPrivate(root);
        for (String name : DIRECTORIES) {
            Path directory = root.resolve(name);
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw new FileAlreadyExistsException(directory.toString());
            }
        }
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

    /** Which bundles start, and their jars. */
    Path sets() {
        return root.resolve("sets");
    }

    /** Files that are made anew at each start. */
    Path run() {
        return root.resolve("run");
    }

    /** Copies of the operator's configuration files as they were when last parsed without an error. */
    Path lastGoodConfigs() throws IOException {
        return createPrivate(run().resolve("last-good-configs"));
    }

    /** As {@link #lastGoodConfigs}, for the files of {@code --config}. */
    Path lastGoodAdministratorConfigs() throws IOException {
        return createPrivate(run().resolve("last-good-administrator-configs"));
    }

    /**
     * Returns the id of this device, by which clients tell it from others; made at the first start, and kept. What is
     * none is replaced.
     */
    String deviceId() throws IOException {
        Path file = root.resolve("device-id");
        try {
            String id = new String(AtomicFiles.read(file, MAX_ID_BYTES), StandardCharsets.UTF_8).strip();
            if (DEVICE_ID.matcher(id).matches()) {
                return id;
            }
        } catch (IOException e) {
            // there is none yet, or something else is there
        }
        String id = String.format("baton-%08x", new SecureRandom().nextInt());
        AtomicFiles.replace(file, (id + "\n").getBytes(StandardCharsets.UTF_8), AtomicFiles.OWNER_ONLY);
        return id;
    }

    /**
     * Writes the configuration of this start, and returns its file.
     *
     * @throws FileSystemException with file and reason when it cannot be written
     */
    Path writeConfiguration(String resource) throws IOException {
        Path file = run().resolve("configs.json");
        try {
            AtomicFiles.replace(file, resource.getBytes(StandardCharsets.UTF_8), AtomicFiles.OWNER_ONLY);
            return file;
        } catch (IOException e) {
            // an error of a write does not name the file
            FileSystemException named = new FileSystemException(file.toString(), null, FileErrors.reason(e));
            named.initCause(e);
            throw named;
        }
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
        AtomicFiles.createDirectories(directory);
        return directory;
    }
}
