// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.audit.journal.LineReader.Line;
import io.baton.shared.files.AtomicFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the journal's files, the newest of which grows. A lock admits one writer. A batch that could not be
 * written whole is overwritten by the next attempt.
 *
 * <p>Threading. One thread.
 */
final class JournalFiles implements Closeable {

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(AtomicFiles.OWNER_ONLY);
    private static final Set<StandardOpenOption> WRITE = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    private static final Logger LOG = LoggerFactory.getLogger("audit.journal");

    private static final int AGE_FACTOR = 4;

    private final Path directory;
    private final int keep;
    private final Duration minAge;
    private final FileChannel lockFile;
    private @Nullable FileChannel channel;
    private long number;
    private long length;

    private JournalFiles(Path directory, int keep, Duration minAge, FileChannel lockFile) {
        this.directory = directory;
        this.keep = keep;
        this.minAge = minAge;
        this.lockFile = lockFile;
    }

    /**
     * What was found.
     *
     * @param seq number of the last line that is whole; 0 when there is none
     * @param head its digest
     * @param last its members; empty when there is none
     * @param torn incomplete ends that were cut off and kept
     * @param damaged whether a newer file cannot be read or was changed by something else than a crash; it is left as
     *     it is
     */
    record Found(long seq, String head, Map<String, Object> last, List<TornTail> torn, boolean damaged) {}

    /**
     * Takes the directory; makes it when there is none.
     *
     * @throws IOException when it cannot be written, or another writer has it
     */
    static JournalFiles open(Path directory, int keep, Duration minAge) throws IOException {
        AtomicFiles.createDirectories(directory);
        FileChannel lockFile = FileChannel.open(directory.resolve("lock"), WRITE, PRIVATE);
        try {
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new IOException("another process writes the journal in " + directory);
            }
            return new JournalFiles(directory, keep, minAge, lockFile);
        } catch (OverlappingFileLockException e) {
            lockFile.close();
            throw new IOException("another bundle writes the journal in " + directory, e);
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
    }

    /** Finds the last whole line, and cuts off an incomplete end. */
    Found recover() throws IOException {
        List<TornTail> torn = new ArrayList<>();
        List<Path> files = JournalFileNames.files(directory);
        boolean unreadable = false;
        for (int i = files.size() - 1; i >= 0; i--) {
            Path file = files.get(i);
            number = Math.max(number, JournalFileNames.number(file));
            LineReader lines = read(file);
            if (lines == null) {
                unreadable = true;
                continue;
            }
            Line good = lines.lastGood();
            if (good == null) {
                keepAside(lines.content(), 0, file, torn);
                Files.delete(file);
                continue;
            }
            boolean damaged = lines.isDamagedInside();
            int end = good.to() + 1;
            if (!damaged && end < lines.content().length) {
                keepAside(lines.content(), end, file, torn);
            }
            if (!damaged && JournalFileNames.number(file) == number) {
                continueIn(file, end);
            }
            Map<String, Object> last = good.entry();
            String hash = good.hash();
            if (hash == null || !(last.get("seq") instanceof Long seq)) {
                throw new IOException("the last line of " + file + " has no number");
            }
            return new Found(seq, hash, last, torn, damaged || unreadable);
        }
        return new Found(0, HashChain.NOTHING, Map.of(), torn, unreadable);
    }

    /** Reads a file; null when it cannot be read or is longer than any file of the journal: it is left as it is. */
    private static @Nullable LineReader read(Path file) {
        try {
            return LineReader.read(file);
        } catch (IOException e) {
            LOG.error("journal file not readable file={} cause={}", file, e.toString());
            return null;
        }
    }

    private void continueIn(Path file, long end) throws IOException {
        FileChannel opened = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            AtomicFiles.setMode(file, AtomicFiles.OWNER_ONLY);
            opened.truncate(end);
            opened.force(true);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        channel = opened;
        length = end;
    }

    private void keepAside(byte[] content, int from, Path file, List<TornTail> torn) throws IOException {
        if (from == content.length) {
            return;
        }
        Path aside = directory.resolve(JournalFileNames.torn(file, from));
        AtomicFiles.replace(aside, Arrays.copyOfRange(content, from, content.length), AtomicFiles.OWNER_ONLY);
        String name = String.valueOf(file.getFileName());
        torn.add(new TornTail(name, content.length - (long) from, String.valueOf(aside.getFileName())));
    }

    /** Returns whether there is a file to write to; false when it was deleted. */
    boolean isOpen() {
        return channel != null && Files.exists(directory.resolve(JournalFileNames.name(number)));
    }

    /** Returns the length of the newest file. */
    long length() {
        return length;
    }

    /** Returns the number of the newest file. */
    long number() {
        return number;
    }

    /**
     * Begins the next file and deletes the oldest beyond the number to keep, once they have their minimum age; beyond
     * four times that number whatever their age.
     */
    void beginNext(Instant now) throws IOException {
        closeFile();
        List<Path> files = JournalFileNames.files(directory);
        for (int i = 0; i <= files.size() - keep; i++) {
            if (i <= files.size() - AGE_FACTOR * keep || isOld(files.get(i), now)) {
                delete(files.get(i));
            }
        }
        Path file = directory.resolve(JournalFileNames.name(number + 1));
        channel = FileChannel.open(file, WRITE, PRIVATE);
        channel.truncate(0);
        number++;
        length = 0;
        AtomicFiles.syncDirectory(directory);
    }

    private boolean isOld(Path file, Instant now) throws IOException {
        if (minAge.isZero()) {
            return true;
        }
        Instant changed =
                Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        return !changed.plus(minAge).isAfter(now);
    }

    /** Deletes a file; one that cannot be deleted does not stop the journal. */
    private static void delete(Path file) {
        try {
            JournalFileNames.deleteWithTails(file);
        } catch (IOException e) {
            LOG.warn("journal file cannot be deleted file={} cause={}", file, e.toString());
        }
    }

    /** Appends lines; after an exception the next attempt overwrites whatever part was written. */
    void append(List<byte[]> lines) throws IOException {
        int total = lines.stream().mapToInt(line -> line.length).sum();
        ByteBuffer batch = ByteBuffer.allocate(total);
        lines.forEach(batch::put);
        FileChannel to = ready();
        to.truncate(length);
        writeFully(to, batch.flip(), length);
        length += total;
    }

    /** Waits until everything appended is on the medium. */
    void force() throws IOException {
        ready().force(false);
    }

    private FileChannel ready() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IOException("the journal has no file");
        }
        return open;
    }

    private static void writeFully(FileChannel to, ByteBuffer batch, long position) throws IOException {
        long at = position;
        while (batch.hasRemaining()) {
            at += to.write(batch, at);
        }
    }

    private void closeFile() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try (open) {
                open.force(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeFile();
        } finally {
            lockFile.close();
        }
    }
}
