// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** WebRTC peers written by others, as programs: aiortc, and Pion built from Debian's packages. */
public final class OtherPeers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OtherPeers() {}

    /** Joins with aiortc; returns what it printed, or fails with it. */
    public static JsonNode aiortc(URI sessions, String... arguments) throws IOException {
        Prerequisites.unless(
                run(List.of("/usr/bin/python3", "-c", "import aiortc")).code() == 0,
                "python3-aiortc is not installed: not tried with aiortc");
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/python3", sources("aiortc/client.py").toString(), "--url", sessions.toString()));
        command.addAll(List.of(arguments));
        return last(command);
    }

    /** Joins with Pion; returns what its last viewer printed, or fails with it. */
    public static JsonNode pion(URI sessions, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(pionPrograms().resolve("pion-receiver").toString(), "-url", sessions.toString()));
        command.addAll(List.of(arguments));
        return last(command);
    }

    /** Builds the Pion programs if need be; returns the directory of {@code pion-receiver} and {@code pion-sender}. */
    public static Path pionPrograms() throws IOException {
        Path out = Path.of(System.getProperty("baton.work"), "pion").toAbsolutePath();
        Ran built = run(List.of(sources("pion/build").toString(), out.toString()));
        Prerequisites.unless(built.code() != 2, built.output().strip());
        if (built.code() != 0) {
            throw new IOException("the Pion programs do not build: " + built.output());
        }
        return out;
    }

    private static Path sources(String name) {
        return Path.of(System.getProperty("baton.peers"))
                .toAbsolutePath()
                .resolve(name)
                .normalize();
    }

    private static JsonNode last(List<String> command) throws IOException {
        Ran ran = run(command);
        if (ran.code() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + ran.code() + ": " + ran.output());
        }
        return JSON.readTree(
                ran.output().lines().reduce((first, second) -> second).orElseThrow());
    }

    private record Ran(int code, String output) {}

    private static Ran run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.onExit().join().exitValue(), output);
    }
}
