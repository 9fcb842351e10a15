// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device's key for {@link BrowserCookie}, kept in a file of mode 0600 so that cookies stay valid after a restart.
 */
final class CookieKey {

    static final String FILE = "cookie.key";

    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");
    private static final String DIRECTORY = "signalling";

    private CookieKey() {}

    /**
     * Returns the stored key, created when there is none. A file that cannot be read is replaced: browsers get new
     * cookies then. Without a usable directory the key lasts until the bundle stops.
     *
     * @param data the framework property {@code baton.data}; null where it is not set
     */
    static byte[] open(@Nullable String data, SecureRandom random) {
        if (data == null || data.isEmpty()) {
            return create(random);
        }
        Path file = Path.of(data, DIRECTORY, FILE);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                return read(file);
            } catch (IOException e) {
                LOG.error("cookie key unreadable, replaced file={} error=\"{}\"", file, e.getMessage());
            }
        }
        byte[] key = create(random);
        try {
            AtomicFiles.createDirectories(file.resolveSibling(""));
            AtomicFiles.replace(file, key, AtomicFiles.OWNER_ONLY);
        } catch (IOException e) {
            LOG.error("cookie key not stored, cookies end with this run file={}", file, e);
        }
        return key;
    }

    private static byte[] read(Path file) throws IOException {
        byte[] key = AtomicFiles.read(file, BrowserCookie.KEY_BYTES);
        if (key.length != BrowserCookie.KEY_BYTES) {
            throw new IOException("wrong length");
        }
        AtomicFiles.setMode(file, AtomicFiles.OWNER_ONLY);
        return key;
    }

    private static byte[] create(SecureRandom random) {
        byte[] key = new byte[BrowserCookie.KEY_BYTES];
        random.nextBytes(key);
        return key;
    }
}
