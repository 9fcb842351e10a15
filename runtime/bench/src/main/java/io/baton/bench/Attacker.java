// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.baton.harness.OtherPeers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The attacker program, a process of its own; it ends with its input and then prints what it sent. */
final class Attacker implements Attack.Traffic {
    private static final int STOP_SECONDS = 120;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader output;

    private Attacker(Process process) {
        this.process = process;
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts the program.
     *
     * @param path the address to be forged and the device's, separated by a blank; empty for an attack that forges none
     */
    static Attacker start(String kind, String url, String path) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(OtherPeers.pionPrograms().resolve("pion-attacker").toString(), "-kind", kind, "-url", url));
        if (!path.isEmpty()) {
            String[] addresses = path.split(" ", 2);
            command.addAll(List.of("-from", addresses[0], "-to", addresses[1]));
        }
        Attacker attacker = new Attacker(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        if (!"started".equals(attacker.output.readLine())) {
            throw new IOException("the attacker did not start: " + command);
        }
        return attacker;
    }

    @Override
    public String end() throws IOException, InterruptedException {
        process.outputWriter(StandardCharsets.UTF_8).close();
        String line = output.readLine();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS) || line == null) {
            process.destroyForcibly();
            return "the attacker did not say what it sent";
        }
        JsonNode sent = JSON.readTree(line);
        String note = sent.path("note").asText();
        return "sent " + sent.path("sent") + " in " + sent.path("sessions") + " sessions, refused or ended "
                + sent.path("refused") + (note.isEmpty() ? "" : "; " + note);
    }
}
