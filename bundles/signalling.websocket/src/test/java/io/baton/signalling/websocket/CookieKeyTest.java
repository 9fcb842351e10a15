// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CookieKeyTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void keyIsKeptInFileOfItsOwner(@TempDir Path data) throws IOException {
        byte[] key = CookieKey.open(data.toString(), random);
        Path file = data.resolve("signalling").resolve(CookieKey.FILE);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertArrayEquals(key, CookieKey.open(data.toString(), random));
    }

    @Test
    void damagedFileAndLinkAreReplaced(@TempDir Path data) throws IOException {
        byte[] key = CookieKey.open(data.toString(), random);
        Path file = data.resolve("signalling").resolve(CookieKey.FILE);
        Files.write(file, new byte[5]);
        byte[] second = CookieKey.open(data.toString(), random);
        assertFalse(Arrays.equals(key, second));
        assertArrayEquals(second, Files.readAllBytes(file));

        Path elsewhere = data.resolve("elsewhere");
        Files.write(elsewhere, key);
        Files.delete(file);
        Files.createSymbolicLink(file, elsewhere);
        assertFalse(Arrays.equals(key, CookieKey.open(data.toString(), random)));
        assertArrayEquals(key, Files.readAllBytes(elsewhere), "the target of the link is left alone");
    }

    @Test
    void keyWithoutDataDirectoryLastsForOneRun() {
        byte[] key = CookieKey.open(null, random);
        assertEquals(BrowserCookie.KEY_BYTES, key.length);
        assertFalse(Arrays.equals(key, CookieKey.open(null, random)));
    }
}
