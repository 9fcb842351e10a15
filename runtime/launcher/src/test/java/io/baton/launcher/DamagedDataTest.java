// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged files in the data directory: either Baton starts and one line names the file, or it does not start. */
final class DamagedDataTest {
    private static final String PID = "pid";
    private static final String GOOD = "{ \"width:Integer\": 2 }";

    @TempDir
    Path root = Path.of("");

    private final List<String> problems = new ArrayList<>();

    /** What may be in the place of a file. */
    enum Damage {
        EMPTY,
        TRUNCATED,
        GARBAGE,
        WRONG_ENCODING,
        TOO_LONG,
        DIRECTORY,
        DANGLING_LINK,
        DEVICE;

        void put(Path file) throws IOException {
            Files.deleteIfExists(file);
            switch (this) {
                case EMPTY -> Files.createFile(file);
                case TRUNCATED -> Files.writeString(file, GOOD.substring(0, GOOD.length() / 2));
                case GARBAGE -> Files.writeString(file, "\u0000\u0001garbage\u0000");
                case WRONG_ENCODING ->
                    Files.write(file, "{ \"name\": \"\u00e4\" }".getBytes(StandardCharsets.ISO_8859_1));
                case TOO_LONG -> Files.writeString(file, " ".repeat(2 * 1024 * 1024) + GOOD);
                case DIRECTORY -> Files.createFile(Files.createDirectory(file).resolve("entry"));
                case DANGLING_LINK -> Files.createSymbolicLink(file, root(file).resolve("absent"));
                case DEVICE -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
            }
        }

        private static Path root(Path file) {
            return Objects.requireNonNull(file.getParent());
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedOperatorFileIsNamedAndItsLastGoodContentUsed(Damage damage) throws IOException {
        start();
        damage.put(operatorFile());
        Map<String, Object> configuration = start();

        assertEquals("2", String.valueOf(configuration.get("width:Integer")));
        assertTrue(configuration.containsKey(ConfigurationFiles.RESTORED), configuration.toString());
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().startsWith("Configuration file " + operatorFile() + ", "), problems.toString());
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedOperatorFileWithoutAGoodCopyIsNamedAndIgnored(Damage damage) throws IOException {
        Files.createDirectories(Objects.requireNonNull(operatorFile().getParent()));
        damage.put(operatorFile());
        Map<String, Object> configuration = start();

        assertFalse(configuration.containsKey("width:Integer"), configuration.toString());
        assertTrue(configuration.containsKey(ConfigurationFiles.IGNORED), configuration.toString());
        assertEquals(1, problems.size(), problems.toString());
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedCopyOfAGoodFileDoesNotPreventTheStart(Damage damage) throws IOException {
        start();
        damage.put(copy());

        assertEquals("2", String.valueOf(start().get("width:Integer")));
        if (damage == Damage.DIRECTORY) {
            assertTrue(
                    problems.getFirst().startsWith("The copy " + copy() + " cannot be written: "), problems.toString());
        } else {
            assertEquals(List.of(), problems);
            assertEquals(GOOD, Files.readString(copy()));
        }
    }

    @Test
    void copyThatCannotBeWrittenIsNamedAndTheFileUsed() throws IOException {
        Path blocked = copy().resolveSibling(copy().getFileName() + ".new");
        Files.createDirectories(blocked.resolve("entry"));

        assertEquals("2", String.valueOf(start().get("width:Integer")));
        assertTrue(problems.getFirst().startsWith("The copy " + copy() + " cannot be written: "), problems.toString());
    }

    @Test
    void directoryInPlaceOfAnOrphanCopyIsNamed() throws IOException {
        Path orphan = root.resolve("run/last-good-configs/other.json");
        Files.createDirectories(orphan.resolve("entry"));
        start();
        assertTrue(problems.getFirst().startsWith("The copy " + orphan + " cannot be removed: "), problems.toString());
    }

    static Stream<String> placesOfDirectories() {
        return Stream.of(
                "audit",
                "cache",
                "configs",
                "framework",
                "native",
                "peer",
                "run",
                "run/last-good-configs",
                "session",
                "signalling");
    }

    @ParameterizedTest
    @MethodSource("placesOfDirectories")
    void fileInPlaceOfADirectoryIsNamedAndEndsTheStart(String place) throws IOException {
        Path file = root.resolve(place);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "");
        IOException e = assertThrows(IOException.class, this::startOnly);
        assertTrue(FileErrors.message(e).startsWith(file + ": "), FileErrors.message(e));
    }

    @Test
    void reasonOfTheFrameworkIsThatOfItsFirstCause() {
        Exception framework = new Exception("Unable to cache bundle", new IOException("No space left on device"));
        assertEquals(
                "Unable to cache bundle: No space left on device",
                FileErrors.messageWithCause(new Exception("Unable to cache bundle", framework)));
        assertEquals("maxSessions = 0", FileErrors.messageWithCause(new Exception("maxSessions = 0")));
    }

    static Stream<String> placesOfFiles() {
        return Stream.of("run/lock", "run/configs.json");
    }

    @ParameterizedTest
    @MethodSource("placesOfFiles")
    void directoryInPlaceOfAFileIsNamedAndEndsTheStart(String place) throws IOException {
        Path directory = root.resolve(place);
        Files.createDirectories(directory.resolve("entry"));
        IOException e = assertThrows(IOException.class, this::startOnly);
        assertTrue(FileErrors.message(e).startsWith(directory + ": "), FileErrors.message(e));
    }

    private Path operatorFile() {
        return root.resolve("configs").resolve(PID + ".json");
    }

    private Path copy() {
        return root.resolve("run/last-good-configs").resolve(PID + ".json");
    }

    /** Handles the data directory as a start does, with a good operator file unless there is one. */
    private Map<String, Object> start() throws IOException {
        Files.createDirectories(root.resolve("configs"));
        if (!Files.exists(operatorFile(), LinkOption.NOFOLLOW_LINKS)) {
            Files.writeString(operatorFile(), GOOD);
        }
        return startOnly();
    }

    private Map<String, Object> startOnly() throws IOException {
        problems.clear();
        try (DataDirectory data = DataDirectory.lock(root).orElseThrow()) {
            Path written = data.writeConfiguration(new ConfigurationFiles(Map.of())
                    .addOperator(data.configs(), data.lastGoodConfigs(), problems::add)
                    .toResource());
            Map<String, Object> configuration = new TreeMap<>();
            Object pid = ConfigurationParser.parse(Files.readString(written)).get(PID);
            if (pid instanceof Map<?, ?> properties) {
                properties.forEach((key, value) -> configuration.put(String.valueOf(key), value));
            }
            return configuration;
        }
    }
}
