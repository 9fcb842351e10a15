// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.testkit.Patience;
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
            long due = runAndKill(kill);
            assertTrue(due > 0, "it ran for more than a second");
            long last = last(kill);
            assertTrue(last >= due, "life " + kill + ": " + last + " of " + due);
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

    /** A medium that stands still holds the writer up for longer than a second, and no decision is written then. */
    private void awaitWritten(int life, long due) {
        Patience.await().until(() -> last(life) >= due);
    }

    /** The number of the last decision of a life that is whole in the file. */
    private long last(int life) throws IOException {
        int opened = 0;
        long last = 0;
        for (Path file : JournalFileNames.files(directory)) {
            for (LineReader.Line line :
                    LineReader.of(JournalFixture.bytes(file)).lines()) {
                if (line.good()) {
                    Map<String, Object> entry = line.entry();
                    if ("opened".equals(entry.get("kind"))) {
                        opened++;
                        last = 0;
                    } else if (entry.get("n") instanceof Long n) {
                        last = n;
                    }
                }
            }
        }
        return opened == life + 1 ? last : 0;
    }

    /** The last decision that is older than a second. */
    private static long due(List<Acknowledged> acknowledged) {
        long now = acknowledged.getLast().atMillis();
        return acknowledged.stream()
                .filter(one -> one.atMillis() < now - ACKNOWLEDGED_MILLIS)
                .mapToLong(Acknowledged::number)
                .max()
                .orElse(0);
    }

    /** Kills a writer, and returns the number of the decision that must be in its file then. */
    private long runAndKill(int seed) throws Exception {
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
        long due = 0;
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
                if (due == 0 && longEnough && acknowledged.size() > DECISIONS / 4) {
                    due = due(acknowledged);
                    awaitWritten(seed, due);
                    // this is SIGKILL, and what was written before can still be read
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertTrue(process.waitFor(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        assertEquals(128 + 9, process.exitValue());
        return due;
    }
}
