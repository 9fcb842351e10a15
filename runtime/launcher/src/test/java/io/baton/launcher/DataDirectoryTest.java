// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void secondLockIsRefusedUntilTheFirstIsReleased() throws IOException {
        Path root = folder.resolve("data");
        try (DataDirectory first = DataDirectory.lock(root).orElseThrow()) {
            assertEquals(root, first.root());
            assertTrue(DataDirectory.lock(root).isEmpty());
        }
        DataDirectory.lock(root).orElseThrow().close();
    }

    @Test
    void idOfTheDeviceIsMadeOnceAndMayBeWritten() throws IOException {
        Path file = folder.resolve("data").resolve("device-id");
        String id = id("data");
        assertTrue(id.matches("baton-[0-9a-f]{8}"), id);
        assertEquals(id, id("data"));
        assertNotEquals(id, id("another"));
        Files.writeString(file, "rack-7.left\n");
        assertEquals("rack-7.left", id("data"));
        for (String none : List.of("", "two words", "../x", "x".repeat(65), "\u0000")) {
            Files.writeString(file, none);
            String made = id("data");
            assertTrue(made.matches("baton-[0-9a-f]{8}"), made);
            assertEquals(made, id("data"));
        }
    }

    private String id(String name) throws IOException {
        try (DataDirectory directory = DataDirectory.lock(folder.resolve(name)).orElseThrow()) {
            return directory.deviceId();
        }
    }

    @Test
    void fileInPlaceOfTheDirectoryIsNamedWithTheReason() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "");
        IOException e = assertThrows(IOException.class, () -> DataDirectory.lock(file));
        assertEquals(file + ": exists and is not a directory", FileErrors.message(e));
    }
}
