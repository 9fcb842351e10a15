// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.json.JsonCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of all attempts: one line of JSON for each step, with the whole attempt as it was then, forced to the
 * medium before the step is done. The last line of an attempt is what became of it. A line that a crash cut off is
 * ignored.
 *
 * <p>Threading. One thread at a time.
 */
final class UpgradeJournal {

    /** Attempts that are kept. */
    static final int KEPT = 50;

    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");
    private static final int MAX_LINE = 256 * 1024;
    private static final int MAX_FILE = 32 * 1024 * 1024;
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_LINE, 8, 20, 64));

    private final Path file;
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();

    /**
     * Reads the journal, and drops all but the last line of each attempt and all but the latest attempts.
     *
     * @throws IOException when it cannot be read or written
     */
    UpgradeJournal(Path file) throws IOException {
        this.file = file;
        AtomicFiles.createDirectories(file.toAbsolutePath().resolveSibling(""));
        if (Files.exists(file)) {
            read();
            compact();
        }
    }

    private void read() throws IOException {
        String text = new String(AtomicFiles.read(file, MAX_FILE), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            try {
                Attempt attempt = Attempt.read(JSON.readObject(line));
                attempts.remove(attempt.status().id());
                attempts.put(attempt.status().id(), attempt);
            } catch (IllegalArgumentException e) {
                LOG.warn("upgrade journal line ignored file={} cause={}", file, e.getMessage());
            }
        }
    }

    private void compact() throws IOException {
        dropOldest();
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (Attempt attempt : attempts.values()) {
            kept.write(line(attempt));
        }
        AtomicFiles.replace(file, kept.toByteArray(), AtomicFiles.OWNER_ONLY);
    }

    private void dropOldest() {
        while (attempts.size() > KEPT) {
            attempts.remove(attempts.keySet().iterator().next());
        }
    }

    private static byte[] line(Attempt attempt) {
        return (JSON.text(attempt.members()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes the attempt as it is now.
     *
     * @throws IOException when it is not on the medium; the step must not be done then
     */
    void append(Attempt attempt) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(AtomicFiles.OWNER_ONLY))) {
            ByteBuffer bytes = ByteBuffer.wrap(line(attempt));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        attempts.remove(attempt.status().id());
        attempts.put(attempt.status().id(), attempt);
        dropOldest();
    }

    /** Returns the attempts, oldest first. */
    List<Attempt> attempts() {
        return new ArrayList<>(attempts.values());
    }
}
