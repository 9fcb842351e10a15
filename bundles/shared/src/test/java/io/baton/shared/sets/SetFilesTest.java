// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.sets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.sets.BundleSet.Entry;
import io.baton.shared.sets.SetFiles.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SetFilesTest {
    private static final String BASE = Sha256.of(new byte[] {1});
    private static final BundleSet FIRST = set("0.2.0");
    private static final BundleSet SECOND = set("0.3.0");

    private final Path directory;
    private final SetFiles files;

    SetFilesTest(@TempDir Path directory) {
        this.directory = directory.resolve("sets");
        files = new SetFiles(this.directory);
    }

    @Test
    void writtenSetIsReadFromAnOwnerOnlyFile() throws IOException {
        assertEquals(Optional.empty(), files.read(Name.ACTIVE));
        files.write(Name.ACTIVE, FIRST);
        assertEquals(Optional.of(FIRST), files.read(Name.ACTIVE));
        assertEquals(AtomicFiles.OWNER_ONLY, Files.getPosixFilePermissions(directory.resolve("active")));
        files.write(Name.STAGED_TRIAL, FIRST);
        assertTrue(Files.exists(directory.resolve("staged-trial")));
    }

    @Test
    void tornFileIsRefusedAndNamed() throws IOException {
        files.write(Name.ACTIVE, FIRST);
        Path file = directory.resolve("active");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertEquals(
                file + " cannot be used: ends early",
                assertThrows(IOException.class, () -> files.read(Name.ACTIVE)).getMessage());
        assertThrows(IOException.class, files::needed);
    }

    @Test
    void firstCommitKeepsTheShippedSetAsTheLastGoodOne() throws IOException {
        files.write(Name.TRIAL, FIRST);
        files.commit(Name.TRIAL);
        assertEquals(Optional.of(FIRST), files.read(Name.ACTIVE));
        assertEquals(Optional.of(BundleSet.shipped(BASE)), files.read(Name.LAST_GOOD));
        assertFalse(files.exists(Name.TRIAL));
    }

    @Test
    void secondCommitKeepsTheFirstSetAsTheLastGoodOneAndCanBeUndone() throws IOException {
        files.write(Name.ACTIVE, FIRST);
        files.write(Name.STAGED_TRIAL, SECOND);
        files.commit(Name.STAGED_TRIAL);
        assertEquals(Optional.of(SECOND), files.read(Name.ACTIVE));
        assertEquals(Optional.of(FIRST), files.read(Name.LAST_GOOD));
        assertEquals(Optional.of(FIRST), files.restoreLastGood());
        assertEquals(Optional.of(FIRST), files.read(Name.ACTIVE));
        assertEquals(Optional.of(SECOND), files.read(Name.FAILED));
        assertEquals(Optional.empty(), files.restoreLastGood());
        assertEquals(List.of(FIRST), files.needed());
    }

    @Test
    void commitWithoutATriedSetChangesNothing() throws IOException {
        files.write(Name.ACTIVE, FIRST);
        assertThrows(IOException.class, () -> files.commit(Name.TRIAL));
        assertEquals(Optional.of(FIRST), files.read(Name.ACTIVE));
        assertFalse(files.exists(Name.LAST_GOOD));
    }

    @Test
    void startsAreCountedAndADamagedCountIsNone() throws IOException {
        assertEquals(0, files.starts());
        files.starts(0);
        assertFalse(Files.exists(directory));
        files.starts(2);
        assertEquals(2, files.starts());
        Files.writeString(directory.resolve("starts"), "2x");
        assertEquals(0, files.starts());
    }

    private static BundleSet set(String version) {
        return new BundleSet(BASE, List.of(new Entry("io.baton.a", version, BASE)));
    }
}
