// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {

    private static final Map<String, String> LIBRARIES =
            Map.of("linux-test/libone.so.1", "the first library", "linux-test/libjniother.so", "another library");

    private Path base = Path.of("");
    private Path directory = base;
    private NativeCache cache = new NativeCache(directory, NativeCacheTest::open);

    private static @Nullable InputStream open(String name) {
        String content = LIBRARIES.get(name);
        return content == null ? null : new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void unpack(@TempDir Path temporary) throws IOException {
        base = temporary;
        directory = base.resolve("0");
        cache = new NativeCache(directory, NativeCacheTest::open);
        assertFalse(cache.prepare(), "nothing is there yet");
        Files.createDirectory(directory.resolve("linux-test"));
        for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
            Files.writeString(directory.resolve(library.getKey()), library.getValue());
        }
        Files.createSymbolicLink(directory.resolve("linux-test/libone.so"), Path.of("libone.so.1"));
        Files.createFile(directory.resolve(".lock"));
        cache.record();
    }

    @Test
    void intactLibrariesAreKept() throws IOException {
        assertTrue(cache.prepare());
        assertEquals(
                LIBRARIES.get("linux-test/libone.so.1"), Files.readString(directory.resolve("linux-test/libone.so")));
    }

    @Test
    void libraryOfZeroesWithTheRightLengthIsDeleted() throws IOException {
        Path library = directory.resolve("linux-test/libone.so.1");
        Files.write(library, new byte[(int) Files.size(library)]);
        assertDeleted();
    }

    /** The libraries were forced to the medium later than their checksums would have been. */
    @Test
    void checksumsAreThoseOfTheBundleAndNotOfTheFiles() throws IOException {
        Path library = directory.resolve("linux-test/libone.so.1");
        Files.write(library, new byte[(int) Files.size(library)]);
        cache.record();
        assertDeleted();
    }

    @Test
    void librariesWithoutReadableChecksumsAreDeleted() throws IOException {
        Path checksums = directory.resolve(NativeCache.CHECKSUMS);
        byte[] content = Files.readAllBytes(checksums);
        Files.write(checksums, new byte[content.length]);
        assertDeleted();
    }

    @Test
    void libraryThatIsNotRecordedIsDeletedWithTheOthers() throws IOException {
        Files.writeString(directory.resolve("linux-test/libalien.so"), "alien");
        assertDeleted();
    }

    @Test
    void linkOutOfTheDirectoryIsDeletedAndItsTargetLeftAlone() throws IOException {
        Path outside = base.resolve("outside");
        Files.writeString(outside, "not ours");
        Path link = directory.resolve("linux-test/libone.so");
        Files.delete(link);
        Files.createSymbolicLink(link, outside);
        assertDeleted();
        assertEquals("not ours", Files.readString(outside));
    }

    @Test
    void linkInPlaceOfTheDirectoryIsReplacedAndItsTargetLeftAlone() throws IOException {
        Path elsewhere = Files.createDirectory(base.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("file"), "not ours");
        Path other = base.resolve("1");
        Files.createSymbolicLink(other, elsewhere);
        assertFalse(new NativeCache(other, NativeCacheTest::open).prepare());
        assertFalse(Files.isSymbolicLink(other));
        assertArrayEquals(new String[] {"file"}, elsewhere.toFile().list());
    }

    private void assertDeleted() throws IOException {
        assertFalse(cache.prepare());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }
}
