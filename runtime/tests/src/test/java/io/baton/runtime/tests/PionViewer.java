// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A viewer process with Pion's WebRTC over real UDP, driven by commands. It ends with its input, so also with the
 * process that started it.
 */
final class PionViewer {
    private static final long TIMEOUT_SECONDS = 120;

    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** Joins; returns when the first key frame has arrived. */
    PionViewer(String program, URI sessions) throws IOException {
        process = new ProcessBuilder(program, "-url", sessions.toString(), "-commands")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "pion-output");
        reader.setDaemon(true);
        reader.start();
        line("joined");
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("ended: " + e);
        }
    }

    private String line(String part) {
        try {
            String line = lines.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (line == null || !line.contains(part)) {
                throw new AssertionError("no \"" + part + "\" from the viewer, but " + line);
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Sends a command without waiting; {@link #awaitDone} waits. */
    void start(String command) {
        try {
            commands.write("0 " + command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to the oldest command that was not answered yet. */
    String awaitDone(String command) {
        String answer = line("\"command\":\"" + command + "\"");
        if (!text(answer, "error").isEmpty()) {
            throw new AssertionError(command + ": " + answer);
        }
        return answer;
    }

    /** Runs a command and returns its answer. */
    String run(String command) {
        start(command);
        return awaitDone(command.split(" ")[0]);
    }

    /** The viewer's present statistics. */
    String report() {
        return run("report");
    }

    void close() {
        process.destroy();
    }

    static String text(String json, String name) {
        return value(json, name, "\"([^\"]*)\"");
    }

    static long number(String json, String name) {
        return Long.parseLong(value(json, name, "(-?\\d+)"));
    }

    private static String value(String json, String name, String form) {
        Matcher matcher = Pattern.compile("\"" + name + "\":" + form).matcher(json);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in " + json);
        }
        return matcher.group(1);
    }
}
