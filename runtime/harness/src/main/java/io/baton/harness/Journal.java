// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A device's audit journal, checked as {@code ./baton audit} does it; the device may run meanwhile. */
public final class Journal {

    private final Path directory;

    private Journal(Path directory) {
        this.directory = directory;
    }

    public static Journal of(Device device) {
        return new Journal(device.data().resolve("audit"));
    }

    /**
     * Output and result of the command.
     *
     * @param code its exit code: 0 the journal passes, 1 it does not, 2 it could not be read
     */
    public record CommandResult(int code, String text) {}

    /** Verifies the hash chain of all entries. */
    public CommandResult verify() throws IOException, InterruptedException {
        return run("verify");
    }

    /** Decides all entries again with the policy of the distribution. */
    public CommandResult replay() throws IOException, InterruptedException {
        return run("replay");
    }

    /** Verifies and replays; any other exit code than 0 is a failure. */
    public void check() throws IOException, InterruptedException {
        for (CommandResult result : List.of(verify(), replay())) {
            if (result.code() != 0) {
                throw new AssertionError("the journal in " + directory + ":\n" + result.text());
            }
        }
    }

    private CommandResult run(String command) throws IOException, InterruptedException {
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
        return new CommandResult(process.waitFor(), text);
    }
}
