// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a device wrote down of itself, checked the way {@code ./baton audit} does it; the device may run meanwhile. */
public final class Journal {

    private final Path directory;

    private Journal(Path directory) {
        this.directory = directory;
    }

    public static Journal of(Device device) {
        return new Journal(device.data().resolve("audit"));
    }

    /**
     * What the command said.
     *
     * @param code its exit code: 0 all is well, 1 it is not, 2 it could not be tried
     */
    public record Said(int code, String text) {}

    /** Whether every line is what was written, and none is missing. */
    public Said verify() throws IOException, InterruptedException {
        return run("verify");
    }

    /** Whether the rules of the distribution come to the same again. */
    public Said replay() throws IOException, InterruptedException {
        return run("replay");
    }

    /** Does both, and insists. */
    public void check() throws IOException, InterruptedException {
        for (Said said : List.of(verify(), replay())) {
            if (said.code() != 0) {
                throw new AssertionError("the journal in " + directory + ":\n" + said.text());
            }
        }
    }

    private Said run(String command) throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("baton.dist")).toRealPath();
        List<String> line = new ArrayList<>(List.of(
                System.getProperty("baton.java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dbaton.home=" + home,
                "-cp",
                home.resolve("lib") + "/*",
                "io.baton.launcher.ToolLauncher",
                "audit",
                command,
                directory.toString()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }
}
