// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.json.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the action in hand across restarts, forced to the medium at each change.
 *
 * <p>Threading. One thread at a time.
 */
public final class ActionStore {

    private static final Logger LOG = LoggerFactory.getLogger("fleet.hawkbit");
    private static final int MAX_BYTES = 16 * 1024;
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 4, 20, 64));

    private final Path directory;
    private final Path file;
    private Optional<ActionRecord> current;

    /**
     * Reads what is kept. A damaged file is ignored: the server still has the action.
     *
     * @param directory for this file and for downloads
     * @throws IOException when it cannot be made or read
     */
    public ActionStore(Path directory) throws IOException {
        this.directory = directory;
        file = directory.resolve("action.json");
        AtomicFiles.createDirectories(directory);
        current = read();
    }

    private Optional<ActionRecord> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ActionRecord.of(JSON.readObject(AtomicFiles.read(file, MAX_BYTES))));
        } catch (IllegalArgumentException e) {
            LOG.warn("action file ignored file={} cause={}", file, e.getMessage());
            return Optional.empty();
        }
    }

    Path directory() {
        return directory;
    }

    Optional<ActionRecord> current() {
        return current;
    }

    /** @throws IOException when it is not on the medium; what it announces must not be done then */
    void write(ActionRecord action) throws IOException {
        AtomicFiles.replace(file, JSON.bytes(action.members()), AtomicFiles.OWNER_ONLY);
        current = Optional.of(action);
    }

    void clear() throws IOException {
        Files.deleteIfExists(file);
        AtomicFiles.syncDirectory(directory);
        current = Optional.empty();
    }
}
