// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFilesTest {

    private final Path directory;

    AtomicFilesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void replacedFileHasNewContentAndModeAndNothingElseIsLeft() throws IOException {
        Path file = directory.resolve("settings");
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));

        AtomicFiles.replace(file, bytes("new"), AtomicFiles.OWNER_ONLY);

        assertEquals("new", Files.readString(file));
        assertEquals(AtomicFiles.OWNER_ONLY, Files.getPosixFilePermissions(file));
        assertEquals(List.of(file), entries());
    }

    @Test
    void preparedContentReplacesTheFileOnCommitOnly() throws IOException {
        Path file = Files.writeString(directory.resolve("settings"), "old");

        AtomicFiles.Replacement prepared = AtomicFiles.prepare(file, bytes("new"), AtomicFiles.OWNER_ONLY);
        assertEquals("old", Files.readString(file));
        prepared.commit();
        assertEquals("new", Files.readString(file));

        AtomicFiles.prepare(file, bytes("newer"), AtomicFiles.OWNER_ONLY).discard();
        assertEquals("new", Files.readString(file));
        assertEquals(List.of(file), entries());
    }

    @Test
    void failedCommitLeavesNoTemporaryFile() throws IOException {
        Path file = directory.resolve("settings");
        AtomicFiles.Replacement prepared = AtomicFiles.prepare(file, bytes("new"), AtomicFiles.OWNER_ONLY);
        Files.createDirectories(file.resolve("entry"));

        assertThrows(IOException.class, prepared::commit);
        assertEquals(List.of(file), entries());
    }

    @Test
    void modeIsSetWhateverTheUmaskIs() throws IOException {
        Path file = directory.resolve("public");

        AtomicFiles.replace(file, bytes("x"), AtomicFiles.WORLD_READABLE);

        assertEquals(AtomicFiles.WORLD_READABLE, Files.getPosixFilePermissions(file));
    }

    @Test
    void symbolicLinkInTheFilesPlaceIsReplacedAndItsTargetUntouched() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "theirs");
        Path file = Files.createSymbolicLink(directory.resolve("file"), target);

        AtomicFiles.replace(file, bytes("ours"), AtomicFiles.OWNER_ONLY);

        assertEquals("theirs", Files.readString(target));
        assertFalse(Files.isSymbolicLink(file));
        assertEquals("ours", Files.readString(file));
    }

    @Test
    void symbolicLinkInTheTemporaryFilesPlaceIsNotFollowed() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "theirs");
        Files.createSymbolicLink(directory.resolve("file.new"), target);

        AtomicFiles.replace(directory.resolve("file"), bytes("ours"), AtomicFiles.OWNER_ONLY);

        assertEquals("theirs", Files.readString(target));
    }

    @Test
    void failedReplacementLeavesNoTemporaryFile() throws IOException {
        Path occupied = Files.createDirectory(directory.resolve("file"));
        Files.writeString(occupied.resolve("content"), "x");

        assertThrows(IOException.class, () -> AtomicFiles.replace(occupied, bytes("x"), AtomicFiles.OWNER_ONLY));

        assertEquals(List.of(occupied), entries());
    }

    @Test
    void readingStopsAtTheLimitAndAtSymbolicLinks() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "1234");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertArrayEquals(bytes("1234"), AtomicFiles.read(file, 4));
        assertThrows(IOException.class, () -> AtomicFiles.read(file, 3));
        assertThrows(IOException.class, () -> AtomicFiles.read(link, 4));
    }

    @Test
    void modeOfASymbolicLinksTargetIsNotChanged() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        Files.setPosixFilePermissions(file, AtomicFiles.WORLD_READABLE);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThrows(IOException.class, () -> AtomicFiles.setMode(link, AtomicFiles.OWNER_ONLY));

        assertEquals(AtomicFiles.WORLD_READABLE, Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void createdDirectoriesAreTheOwnersAlone() throws IOException {
        Path inner = directory.resolve("a/b");

        AtomicFiles.createDirectories(inner);

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)));
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
