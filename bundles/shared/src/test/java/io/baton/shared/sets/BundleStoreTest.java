// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.sets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.sets.BundleSet.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleStoreTest {
    private static final byte[] JAR = "jar".getBytes(StandardCharsets.UTF_8);
    private static final String DIGEST = Sha256.of(JAR);
    private static final Entry BUNDLE = new Entry("io.baton.a", "0.2.0", DIGEST);

    private final Path directory;
    private final BundleStore store;

    BundleStoreTest(@TempDir Path directory) {
        this.directory = directory.resolve("store");
        store = new BundleStore(this.directory);
    }

    @Test
    void storedJarIsFoundByItsBundle() throws IOException {
        Path file = add(JAR, DIGEST);
        assertEquals(directory.resolve(DIGEST + ".jar"), file);
        assertEquals(file, store.verified(BUNDLE));
        assertEquals(AtomicFiles.OWNER_ONLY, Files.getPosixFilePermissions(file));
        assertEquals(file, add(JAR, DIGEST));
    }

    @Test
    void jarOfAnotherDigestOrTooLongIsNotStored() throws IOException {
        String other = Sha256.of(new byte[0]);
        assertEquals(
                "the jar's digest is " + DIGEST + ", not " + other,
                assertThrows(IOException.class, () -> add(JAR, other)).getMessage());
        assertEquals(
                "the jar is longer than 2 bytes",
                assertThrows(IOException.class, () -> store.add(new ByteArrayInputStream(JAR), DIGEST, 2))
                        .getMessage());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void missingJarIsNamedWithItsBundle() {
        assertEquals(
                "the jar of io.baton.a 0.2.0 is missing: " + store.path(DIGEST),
                assertThrows(IOException.class, () -> store.verified(BUNDLE)).getMessage());
    }

    @Test
    void changedJarIsRefused() throws IOException {
        Path file = add(JAR, DIGEST);
        Files.write(file, new byte[] {0});
        assertEquals(
                "the jar of io.baton.a 0.2.0 is damaged: " + file + " has the digest " + Sha256.of(new byte[] {0}),
                assertThrows(IOException.class, () -> store.verified(BUNDLE)).getMessage());
        add(JAR, DIGEST);
        assertEquals(file, store.verified(BUNDLE));
    }

    @Test
    void symbolicLinkInTheJarsPlaceIsRefused() throws IOException {
        Path file = add(JAR, DIGEST);
        Path elsewhere = Files.move(file, directory.resolveSibling("elsewhere"));
        Files.createSymbolicLink(file, elsewhere);
        assertThrows(IOException.class, () -> store.verified(BUNDLE));
    }

    @Test
    void jarsOfNoSetAreCollectedAndForeignFilesStay() throws IOException {
        assertEquals(0, store.collect(List.of()));
        Path kept = add(JAR, DIGEST);
        byte[] other = {7};
        Path unused = add(other, Sha256.of(other));
        Path unfinished = Files.createFile(directory.resolve(DIGEST + ".jar.new"));
        Path foreign = Files.createFile(directory.resolve("notes.txt"));
        assertEquals(2, store.collect(List.of(new BundleSet(DIGEST, List.of(BUNDLE)))));
        assertTrue(Files.exists(kept));
        assertTrue(Files.exists(foreign));
        assertFalse(Files.exists(unused));
        assertFalse(Files.exists(unfinished));
    }

    private Path add(byte[] jar, String digest) throws IOException {
        return store.add(new ByteArrayInputStream(jar), digest, 1000);
    }
}
