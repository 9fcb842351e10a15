// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.testkit.ManualClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A journal directory, its writers on the test's thread, and the tool that checks it. */
final class JournalFixture {

    static final String POLICY = "io.baton.policy.handover.HandoverPolicy";

    final ManualClock clock = new ManualClock();
    Duration wallOffset = Duration.ZERO;
    Duration minAge = Duration.ZERO;
    final Path directory;
    private final long fileBytes;
    private final int files;

    /** Exit code and output of the tool. */
    record ToolResult(int code, String out) {}

    JournalFixture(Path directory, long fileBytes, int files) {
        this.directory = directory;
        this.fileBytes = fileBytes;
        this.files = files;
    }

    JournalFixture(Path directory) {
        this(directory, 4 * 1024 * 1024, 8);
    }

    JournalWriter journalWriter(String life, int queue) {
        return new JournalWriter(
                new JournalWriter.Settings(directory, fileBytes, files, minAge, life),
                this::wallTime,
                clock::nanoTime,
                queue);
    }

    Instant wallTime() {
        return clock.instant().plus(wallOffset);
    }

    JournalWriter journalWriter() {
        return journalWriter("life", JournalWriter.QUEUE_CAPACITY);
    }

    /** Writes and forces everything queued. */
    void write(JournalWriter journalWriter) throws InterruptedException {
        for (int i = 0; i < 32; i++) {
            journalWriter.round(Duration.ZERO);
        }
        clock.advance(JournalWriter.RETRY);
        journalWriter.round(Duration.ZERO);
    }

    /** Writes everything queued and closes the journal. */
    static void close(JournalWriter journalWriter) {
        journalWriter.stop();
        journalWriter.run();
    }

    List<Path> files() {
        try {
            return JournalFileNames.files(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Map<String, Object>> entries() {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Path file : files()) {
            LineReader.of(bytes(file)).lines().forEach(line -> entries.add(line.entry()));
        }
        return entries;
    }

    List<Map<String, Object>> entries(String kind) {
        return entries().stream()
                .filter(entry -> kind.equals(entry.get("kind")))
                .toList();
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ToolResult verify() {
        return tool("verify", directory.toString());
    }

    ToolResult replay() {
        return tool("replay", "--policy", POLICY, directory.toString());
    }

    static ToolResult tool(String... arguments) {
        StringWriter out = new StringWriter();
        PrintWriter to = new PrintWriter(out);
        int code = new AuditTool().run(to, to, arguments);
        to.flush();
        return new ToolResult(code, out.toString());
    }
}
