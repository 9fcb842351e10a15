// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.baton.harness.OtherPeers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Viewers in a process of Pion's that follow commands.
 *
 * <p>Threading. One thread at a time.
 */
final class ViewerProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader answers;

    private ViewerProcess(Process process) {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Joins; returns when all have. */
    static ViewerProcess join(URI sessions, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                OtherPeers.pionPrograms().resolve("pion-receiver").toString(),
                "-url",
                sessions.toString(),
                "-commands"));
        command.addAll(List.of(options));
        ViewerProcess viewers = new ViewerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        viewers.line();
        return viewers;
    }

    /** Gives a command, which begins with the viewer's number, and waits for its answer. */
    JsonNode ask(String command) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8)
                .append(command)
                .append('\n')
                .flush();
        return JSON.readTree(line());
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the viewers' process has ended");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
