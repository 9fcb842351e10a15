// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.OtherPeers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Viewers with video in a process of Pion's, each of which makes two calls a second. */
final class Observers implements AutoCloseable {
    private static final Pattern MISSING = Pattern.compile("\"missing\":(\\d+)");

    private final Process process;
    private final BufferedReader answers;
    private final int count;

    private Observers(Process process, int count) {
        this.process = process;
        this.count = count;
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static Observers join(URI sessions, int count) throws Exception {
        Process process = new ProcessBuilder(
                        OtherPeers.pionPrograms().resolve("pion-receiver").toString(),
                        "-url",
                        sessions.toString(),
                        "-n",
                        Integer.toString(count),
                        "-rate",
                        "2",
                        "-commands")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Observers observers = new Observers(process, count);
        observers.line();
        return observers;
    }

    /** RTP packets that never came, all observers together. */
    long missing() throws IOException {
        long sum = 0;
        for (int viewer = 0; viewer < count; viewer++) {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(viewer + " report\n")
                    .flush();
            Matcher matcher = MISSING.matcher(line());
            if (!matcher.find()) {
                throw new IOException("no report of observer " + viewer);
            }
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the observers' process has ended");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
