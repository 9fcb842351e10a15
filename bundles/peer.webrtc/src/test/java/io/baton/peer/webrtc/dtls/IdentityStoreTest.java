// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdentityStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final Path directory;

    IdentityStoreTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private DtlsIdentity open() throws IOException {
        return IdentityStore.open(directory.resolve("peer"), NOW, new SecureRandom());
    }

    private Path file() {
        return directory.resolve("peer").resolve("dtls-identity.pem");
    }

    @Test
    void certificateIsStoredOnceReadableByItsOwnerOnly() throws IOException {
        String first = open().fingerprint();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertEquals(first, open().fingerprint());
        assertTrue(first.matches("sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}"));
    }

    @Test
    void permissionsOfTheFileAreTightened() throws IOException {
        String first = open().fingerprint();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(first, open().fingerprint());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    @Test
    void symbolicLinkIsReplacedAndItsTargetLeftAlone() throws IOException {
        String first = open().fingerprint();
        Path target = directory.resolve("target.pem");
        Files.move(file(), target);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
        Files.createSymbolicLink(file(), target);
        assertNotEquals(first, open().fingerprint());
        assertTrue(Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    }

    @Test
    void unreadableFileIsReplaced() throws IOException {
        String first = open().fingerprint();
        Files.writeString(file(), Files.readString(file()).replaceFirst("PRIVATE", "PRIVATF"));
        assertNotEquals(first, open().fingerprint());
        assertTrue(Files.exists(file().resolveSibling("dtls-identity.pem.damaged")));
    }
}
