// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationKeeperTest {
    private static final String PID = "io.baton.x";

    @TempDir
    Path folder = Path.of("");

    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void ship() throws IOException {
        for (String name : List.of("shipped", "configs", "good")) {
            Files.createDirectory(folder.resolve(name));
        }
        Files.writeString(
                folder.resolve("shipped/io.baton.x.json"),
                "{ \"rate:Integer\": 5, \"hosts\": [\"a\"], \"half:Double\": 0.50, \"mode\": \"auto\" }");
    }

    @Test
    void changedValuesAreThereAtTheNextStartAndTheOthersFollowTheImage() throws IOException {
        keeper().changed(
                        PID,
                        Map.of(
                                "rate",
                                7,
                                "hosts",
                                new String[] {"a"},
                                "half",
                                0.5,
                                "mode",
                                "auto",
                                "service.pid",
                                PID));
        assertEquals(List.of("Configuration kept pid=io.baton.x keys=1"), log);
        assertEquals(AtomicFiles.OWNER_ONLY, Files.getPosixFilePermissions(file()));
        assertEquals("7", values().get("rate"));
        Files.writeString(folder.resolve("shipped/io.baton.x.json"), "{ \"rate:Integer\": 6, \"mode\": \"off\" }");
        assertEquals(Map.of("rate", "7", "mode", "off"), values());
    }

    @Test
    void unchangedConfigurationIsNotWritten() throws IOException {
        keeper().changed(PID, Map.of("rate", 5L, "hosts", List.of("a"), "half", 0.5f, "mode", "auto"));
        assertFalse(Files.exists(file()));
    }

    @Test
    void everyTypeIsReadAsItWasWritten() throws IOException {
        Map<String, Object> changed =
                new HashMap<>(Map.of("rate", 5, "hosts", List.of("a"), "half", 0.5, "mode", "a\"b"));
        changed.put("long", 1L << 40);
        changed.put("flag", true);
        changed.put("list", new String[] {"x", "y"});
        changed.put("numbers", new int[] {1, 2});
        changed.put("letter", 'c');
        changed.put("none", new String[0]);
        keeper().changed(PID, changed);
        assertEquals(
                Map.of(
                        "rate",
                        "5",
                        "hosts",
                        "[a]",
                        "half",
                        "0.50",
                        "mode",
                        "a\"b",
                        "long",
                        "1099511627776",
                        "flag",
                        "true",
                        "list",
                        "[x, y]",
                        "numbers",
                        "[1, 2]",
                        "letter",
                        "c",
                        "none",
                        "[]"),
                values());
        assertEquals(List.of("Configuration kept pid=io.baton.x keys=7"), log);
    }

    @Test
    void removedKeyStaysRemoved() throws IOException {
        keeper().changed(PID, Map.of("rate", 5, "hosts", List.of("a"), "half", 0.5));
        assertFalse(values().containsKey("mode"));
    }

    @Test
    void operatorsOwnValuesStayAndAChangeBackIsKeptToo() throws IOException {
        Files.writeString(file(), "{ \"mode\": \"on\", \"rate:Integer\": 9 }");
        ConfigurationKeeper keeper = keeper();
        Map<String, Object> all = new HashMap<>(Map.of("rate", 9, "hosts", List.of("a"), "half", 0.5, "mode", "on"));
        all.put("rate", 1);
        keeper.changed(PID, all);
        assertEquals("on", values().get("mode"));
        assertEquals("1", values().get("rate"));
        all.put("rate", 9);
        keeper.changed(PID, all);
        assertEquals("9", values().get("rate"));
        assertEquals(2, log.size());
        keeper.changed(PID, all);
        assertEquals(2, log.size());
    }

    @Test
    void pidsOfOthersAndOfTheCoordinatorAreLeftAlone() throws IOException {
        keeper().changed("org.apache.felix.http", Map.of("port", 1));
        keeper().changed("io.baton.session.coordinator", Map.of("maxSessions", 1));
        try (var files = Files.list(folder.resolve("configs"))) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void fileThatCannotBeWrittenIsReported() throws IOException {
        Files.createDirectories(folder.resolve("configs/io.baton.x.json.new/entry"));
        keeper().changed(PID, Map.of("rate", 7));
        assertTrue(log.getFirst().startsWith("Configuration not kept pid=io.baton.x: "), log.toString());
    }

    private ConfigurationKeeper keeper() throws IOException {
        return new ConfigurationKeeper(files(), folder.resolve("configs"), log::add);
    }

    private ConfigurationFiles files() throws IOException {
        return new ConfigurationFiles(Map.of())
                .addShipped(folder.resolve("shipped"))
                .addOperator(folder.resolve("configs"), folder.resolve("good"), problem -> {
                    throw new AssertionError(problem);
                });
    }

    private Map<String, String> values() throws IOException {
        Map<String, String> values = new HashMap<>();
        files().values(PID).forEach((name, value) -> values.put(name, value.toString()));
        return values;
    }

    private Path file() {
        return folder.resolve("configs/io.baton.x.json");
    }
}
