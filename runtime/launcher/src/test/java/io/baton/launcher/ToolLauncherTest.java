// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ToolLauncherTest {

    @TempDir
    Path folder = Path.of("");

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    @Test
    void configuredValuesAreThoseOfTheOperatorOverThoseShipped() throws IOException {
        String file = "io.baton.session.coordinator.json";
        write("configs/appliance/" + file, "{ \"maxSessions:Integer\": 8, \"requireApproval:Boolean\": true }");
        write("configs/demo/" + file, "{ \"maxSessions:Integer\": 9 }");
        write("data/configs/" + file, "{ \"requireApproval\": null, \"hidWriteTimeoutMillis:Integer\": 20 }");
        String data = folder.resolve("data").toString();
        Path configs = folder.resolve("configs");
        assertEquals(
                List.of("check", "hidWriteTimeoutMillis=20", "maxSessions=8"),
                ToolLauncher.configured(List.of("check", "--data", data), configs));
        assertEquals(
                List.of("check", "maxSessions=9", "requireApproval=true"),
                ToolLauncher.configured(
                        List.of(
                                "--profile",
                                "demo",
                                "check",
                                "--data",
                                folder.resolve("none").toString()),
                        configs));
    }

    @Test
    void administratorsFilesAreOverThoseShipped() throws IOException {
        String file = "io.baton.session.coordinator.json";
        write("configs/appliance/" + file, "{ \"maxSessions:Integer\": 8 }");
        write("etc/" + file, "{ \"maxSessions:Integer\": 5, \"requireApproval:Boolean\": true }");
        write("data/configs/" + file, "{ \"requireApproval:Boolean\": false }");
        String data = folder.resolve("data").toString();
        String etc = folder.resolve("etc").toString();
        assertEquals(
                List.of("check", "maxSessions=5", "requireApproval=false"),
                ToolLauncher.configured(List.of("check", "--config", etc, "--data", data), folder.resolve("configs")));
    }

    /** A file with a placeholder that is not known is damaged. */
    @Test
    void filesThatShipAreRead() throws IOException {
        Path shipped = Path.of("../../configs").toAbsolutePath().normalize();
        assertTrue(Files.isDirectory(shipped.resolve("appliance")));
        for (String profile : List.of("appliance", "demo")) {
            assertEquals(
                    "check",
                    ToolLauncher.configured(
                                    List.of("check", "--profile", profile, "--data", folder.toString()), shipped)
                            .getFirst());
        }
    }

    @Test
    void damagedFileIsNamed() throws IOException {
        write("data/configs/a.json", "{");
        IOException thrown = assertThrows(
                IOException.class,
                () -> ToolLauncher.configured(
                        List.of("check", "--data", folder.resolve("data").toString()), folder.resolve("configs")));
        assertTrue(String.valueOf(thrown.getMessage()).contains("a.json"), thrown.toString());
    }
}
