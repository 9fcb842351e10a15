// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import io.baton.rpc.RpcException;
import io.baton.shared.files.AtomicFiles;
import io.baton.shared.json.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings and command history on the medium, in a file of mode 0600 that is replaced as a whole: commands may contain
 * secrets of the target.
 *
 * <p>Threading. One thread at a time.
 */
final class SettingsFile {

    /**
     * What is stored.
     *
     * @param settings the settings
     * @param history commands, in the order of the page
     */
    record Content(SerialSettings settings, List<String> history) {
        static final Content DEFAULT = new Content(SerialSettings.DEFAULT, List.of());
    }

    /** Longer than what the readers admit. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SerialTty.LOGGER);

    private final Path file;
    private final JsonCodec json = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 8, 20, 64));

    SettingsFile(Path file) {
        this.file = file;
    }

    /** Reads the file. One that cannot be read is told in the log, and the defaults apply. */
    Content load() {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Content.DEFAULT;
        }
        try {
            Map<String, Object> stored = json.readObject(AtomicFiles.read(file, MAX_BYTES));
            return new Content(
                    SettingsReader.settings(stored.get("settings"), SerialSettings.DEFAULT),
                    SettingsReader.history(stored.get("commandHistory")));
        } catch (RpcException | IOException | IllegalArgumentException e) {
            // without the message: it could quote a command
            LOG.error(
                    "serial settings not read, defaults apply file={} cause={}",
                    file,
                    e.getClass().getSimpleName());
            return Content.DEFAULT;
        }
    }

    void store(Content content) throws IOException {
        Path directory = file.getParent();
        if (directory != null) {
            AtomicFiles.createDirectories(directory);
        }
        AtomicFiles.replace(
                file,
                json.bytes(Map.of("settings", content.settings().written(), "commandHistory", content.history())),
                AtomicFiles.OWNER_ONLY);
    }
}
