// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Device;
import io.baton.harness.OtherPeers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that sends a clip to each peer that posts an offer. */
record Sender(String name, Process process, URI sessions) implements AutoCloseable {

    /** Baton's peers in a process of their own, without the rest of the device. */
    static Sender baton(Clip clip) throws IOException {
        return start(
                "Baton",
                List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        Device.jvmOptions(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClipSender.class.getName(),
                        clip.file().toString(),
                        Integer.toString(clip.framesPerSecond())));
    }

    static Sender pion(Clip clip) throws IOException {
        return start("Pion", pionCommand(clip));
    }

    /** @param reports where it writes the reports of the input it receives */
    static Sender pion(Clip clip, Path reports) throws IOException {
        List<String> command = new ArrayList<>(pionCommand(clip));
        command.addAll(List.of("-reports", reports.toString()));
        return start("Pion", command);
    }

    private static List<String> pionCommand(Clip clip) throws IOException {
        return List.of(
                OtherPeers.pionPrograms().resolve("pion-sender").toString(),
                "-clip",
                clip.file().toString(),
                "-fps",
                Integer.toString(clip.framesPerSecond()));
    }

    private static Sender start(String name, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("ready ")) {
                return new Sender(name, process, URI.create(line.substring("ready ".length())));
            }
        }
        throw new IOException(name + "'s sender did not start");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
