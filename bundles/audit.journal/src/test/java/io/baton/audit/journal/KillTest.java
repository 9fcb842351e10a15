// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes loses nothing older than a second. */
class KillTest {

    private static final int KILLS = 6;
    private static final long ACKNOWLEDGED_MILLIS = 1_000;
    private static final int DECISIONS = 2_000;

    private final Path directory;

    KillTest(@TempDir Path temp) {
        directory = temp.resolve("audit");
    }

    private record Acknowledged(long number, long atMillis) {}

    @Test
    void killedWriterLosesNothingOlderThanASecond() throws Exception {
        JournalFixture fixture = new JournalFixture(directory);
        for (int kill = 0; kill < KILLS; kill++) {
            List<Acknowledged> acknowledged = runAndKill(kill);
            long killed = acknowledged.getLast().atMillis();
            long due = acknowledged.stream()
                    .filter(one -> one.atMillis() < killed - ACKNOWLEDGED_MILLIS)
                    .mapToLong(Acknowledged::number)
                    .max()
                    .orElse(0);
            assertTrue(due > 0, "it ran for more than a second");
            assertTrue(lastOfThisLife() >= due, "life " + kill + ": " + lastOfThisLife() + " of " + due);
        }
        JournalWriter last = fixture.journalWriter("last", JournalWriter.QUEUE_CAPACITY);
        fixture.write(last);
        int tornTails = fixture.entries("tornTail").size();
        assertEquals(KILLS + 1, fixture.entries("opened").size());
        assertEquals(0, fixture.verify().code(), fixture.verify().out());
        assertEquals(0, fixture.replay().code(), fixture.replay().out());
        System.out.printf(
                "killed %d times, %d entries, %d torn tails%n",
                KILLS, fixture.entries().size(), tornTails);
        JournalFixture.close(last);
    }

    /** The number of the last decision that is whole in the file, written since the last opening. */
    private long lastOfThisLife() throws IOException {
        long last = 0;
        for (Path file : JournalFileNames.files(directory)) {
            for (LineReader.Line line :
                    LineReader.of(JournalFixture.bytes(file)).lines()) {
                if (line.good()) {
                    Map<String, Object> entry = line.entry();
                    if ("opened".equals(entry.get("kind"))) {
                        last = 0;
                    } else if (entry.get("n") instanceof Long n) {
                        last = n;
                    }
                }
            }
        }
        return last;
    }

    private List<Acknowledged> runAndKill(int seed) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        directory.toString(),
                        Integer.toString(seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Acknowledged> acknowledged = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.matches("\\d+ \\d+")) {
                    String[] words = line.split(" ", -1);
                    acknowledged.add(new Acknowledged(Long.parseLong(words[0]), Long.parseLong(words[1])));
                }
                long first = acknowledged.isEmpty()
                        ? Long.MAX_VALUE
                        : acknowledged.getFirst().atMillis();
                boolean longEnough = !acknowledged.isEmpty()
                        && acknowledged.getLast().atMillis() - first > ACKNOWLEDGED_MILLIS + 700 + 37L * seed;
                if (process.isAlive() && longEnough && acknowledged.size() > DECISIONS / 4) {
                    // this is SIGKILL, and what was written before can still be read
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(128 + 9, process.exitValue());
        return acknowledged;
    }
}
