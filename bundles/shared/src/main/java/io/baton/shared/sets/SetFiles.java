// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.sets;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The files below {@code <data>/sets} that say which bundles the device starts. Each change is one rename that is
 * forced to the medium: after a crash each file has its old or its new content.
 *
 * <p>Threading. No state; one writer at a time: the launcher until the framework starts and while it watches the start,
 * which concerns {@code starts} alone, otherwise the bundle that upgrades.
 */
public final class SetFiles {
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_STARTS = 1_000_000;
    private static final String STARTS = "starts";

    /** A set that is kept; the file is the name in lower case with a hyphen. */
    public enum Name {
        /** What the device starts; without it the shipped set. */
        ACTIVE,
        /** What was active before the last commit. */
        LAST_GOOD,
        /** What runs on probation after a hot upgrade; never started. */
        TRIAL,
        /** What the next start tries once. */
        STAGED,
        /** What this start tries, until it is committed. */
        STAGED_TRIAL,
        /** What was tried or active and was given up last. */
        FAILED,
        /** What was active for another image. */
        OBSOLETE;

        /** Returns the name of the file. */
        public String fileName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Path directory;

    /** @param directory {@code <data>/sets}; is made with the first file */
    public SetFiles(Path directory) {
        this.directory = directory;
    }

    /** Returns the store of the jars. */
    public BundleStore store() {
        return new BundleStore(directory.resolve("store"));
    }

    /** Returns whether there is such a file, whatever its content. */
    public boolean exists(Name name) {
        return Files.exists(path(name), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Returns a set; empty when there is no such file.
     *
     * @throws IOException when the file is damaged or cannot be read; the message names it
     */
    public Optional<BundleSet> read(Name name) throws IOException {
        if (!exists(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(BundleSet.decode(AtomicFiles.read(path(name), MAX_BYTES)));
        } catch (IOException e) {
            throw new IOException(path(name) + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Replaces a set. */
    public void write(Name name, BundleSet set) throws IOException {
        AtomicFiles.createDirectories(directory);
        AtomicFiles.replace(path(name), set.encode(), AtomicFiles.OWNER_ONLY);
    }

    /** Renames a set, which replaces one of the new name; does nothing when there is none. */
    public void move(Name from, Name to) throws IOException {
        if (exists(from)) {
            Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            AtomicFiles.syncDirectory(directory);
        }
    }

    /** Deletes a set if there is one. */
    public void delete(Name name) throws IOException {
        if (Files.deleteIfExists(path(name))) {
            AtomicFiles.syncDirectory(directory);
        }
    }

    /**
     * Makes a tried set the active one, and what was active the last good one. A crash in between leaves what was
     * active active: it is copied first, and the tried set renamed then.
     *
     * @param tried {@link Name#TRIAL} or {@link Name#STAGED_TRIAL}
     * @throws IOException when there is no usable tried set, or a file cannot be written
     */
    public void commit(Name tried) throws IOException {
        BundleSet next = read(tried).orElseThrow(() -> new IOException(path(tried) + " does not exist"));
        write(Name.LAST_GOOD, read(Name.ACTIVE).orElseGet(() -> BundleSet.shipped(next.base())));
        move(tried, Name.ACTIVE);
    }

    /**
     * Makes the last good set the active one, and keeps what was active as the failed one if it can be copied.
     *
     * @return the set that is active now; empty, and nothing is changed, when there is no last good set
     * @throws IOException when the last good set is damaged, or a file cannot be written
     */
    public Optional<BundleSet> restoreLastGood() throws IOException {
        Optional<BundleSet> lastGood = read(Name.LAST_GOOD);
        if (lastGood.isPresent()) {
            keepActiveAsFailed();
            move(Name.LAST_GOOD, Name.ACTIVE);
        }
        return lastGood;
    }

    /** A copy, not a rename: without an active set a start after a crash would be one of the shipped set. */
    private void keepActiveAsFailed() {
        try {
            if (exists(Name.ACTIVE)) {
                AtomicFiles.replace(
                        path(Name.FAILED), AtomicFiles.read(path(Name.ACTIVE), MAX_BYTES), AtomicFiles.OWNER_ONLY);
            }
        } catch (IOException e) {
            // it only tells what was given up; the last good set must be restored on a full disk, too
        }
    }

    /**
     * Returns the sets that run or may be started again, for {@link BundleStore#collect}: all but the failed and the
     * obsolete one.
     *
     * @throws IOException when one is damaged: its jars are unknown then, and none may be deleted
     */
    public List<BundleSet> needed() throws IOException {
        List<BundleSet> sets = new ArrayList<>();
        for (Name name : EnumSet.complementOf(EnumSet.of(Name.FAILED, Name.OBSOLETE))) {
            read(name).ifPresent(sets::add);
        }
        return sets;
    }

    /** Returns the number of starts in a row that failed; 0 when there is no such file or it is damaged. */
    public int starts() {
        try {
            String text = new String(AtomicFiles.read(directory.resolve(STARTS), 32), StandardCharsets.UTF_8).strip();
            return Math.clamp(Integer.parseInt(text), 0, MAX_STARTS);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** Replaces the number of starts in a row that failed; an unchanged one is not written. */
    public void starts(int number) throws IOException {
        if (number != starts()) {
            AtomicFiles.createDirectories(directory);
            byte[] text = (number + "\n").getBytes(StandardCharsets.UTF_8);
            AtomicFiles.replace(directory.resolve(STARTS), text, AtomicFiles.OWNER_ONLY);
        }
    }

    private Path path(Name name) {
        return directory.resolve(name.fileName());
    }
}
