// SPDX-License-Identifier: Apache-2.0
package io.baton.wol.udp;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.json.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of computers, in memory and in a file that is replaced as a whole.
 *
 * <p>Threading. {@link #targets} any thread; the rest one thread at a time.
 */
final class WakeTargetStore {

    private static final Logger LOG = LoggerFactory.getLogger("wol.udp");
    private static final int MAX_BYTES = 32 * 1024;
    private static final String MEMBER = "devices";

    private final Path file;
    private final JsonCodec json = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 4, 20, 32));
    private volatile List<WakeTarget> targets = List.of();

    WakeTargetStore(Path file) {
        this.file = file;
    }

    /** Reads the file. One that is no list of computers is kept beside, and the list is empty. */
    void load() {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Map<String, Object> content = json.readObject(AtomicFiles.read(file, MAX_BYTES));
            targets = WakeTarget.listOf(content.getOrDefault(MEMBER, Map.of()));
        } catch (IllegalArgumentException e) {
            LOG.error("stored computers are damaged file={} cause={}", file, e.getMessage());
            keepAside();
        } catch (IOException e) {
            LOG.error("stored computers not read file={} cause={}", file, e.toString());
        }
    }

    private void keepAside() {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.error("damaged computers not kept file={} cause={}", file, e.toString());
        }
    }

    List<WakeTarget> targets() {
        return targets;
    }

    /** Stores the list, then makes it count. */
    void replace(List<WakeTarget> next) throws IOException {
        AtomicFiles.createDirectories(
                Objects.requireNonNull(file.toAbsolutePath().getParent()));
        byte[] content =
                json.bytes(Map.of(MEMBER, next.stream().map(WakeTarget::row).toList()));
        AtomicFiles.replace(file, content, AtomicFiles.OWNER_ONLY);
        targets = next;
    }
}
