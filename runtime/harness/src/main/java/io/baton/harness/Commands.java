// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs programs of the system. */
final class Commands {
    private Commands() {}

    /** Runs a program; one that fails is an error with its output. */
    static void require(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    /** Removes the interfaces with this address, which a run that was killed left: packets would go there. */
    static void removeInterfacesWith(String address) throws IOException {
        Process process = new ProcessBuilder("ip", "-o", "-4", "addr", "show", "to", address).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (String line : output.lines().toList()) {
            // such as "7: bd4711    inet 10.77.32.1/24 scope global bd4711"
            run("ip", "link", "del", line.split("[ @]+", 4)[1]);
        }
    }

    /** Runs a program without its output; returns its exit code. */
    static int run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue();
    }

    static boolean isInstalled(String program) throws IOException {
        return run("sh", "-c", "command -v " + program) == 0;
    }

    static String[] prefixed(String[] tail, String... head) {
        List<String> all = new ArrayList<>(List.of(head));
        all.addAll(List.of(tail));
        return all.toArray(String[]::new);
    }
}
