// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void fileInPlaceOfTheDirectoryIsNamedWithTheReason() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "");
        IOException e = assertThrows(IOException.class, () -> DataDirectory.lock(file));
        assertEquals(file + ": exists and is not a directory", FileErrors.message(e));
    }
}
