// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.journal.LineReader.Line;
import io.baton.session.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Journals as a crash leaves them, and how the next writer continues. */
class CrashTest {

    private final Path temp;

    CrashTest(@TempDir Path temp) {
        this.temp = temp;
    }

    /** Returns a journal of this many decisions as a crash leaves it: not closed, and this many bytes short. */
    private JournalFixture crashed(int decisions, int shorter) throws Exception {
        JournalFixture before = new JournalFixture(temp.resolve("before" + shorter));
        JournalWriter journalWriter = before.journalWriter();
        new CoordinatorFixture(before.clock, 1).decide(decisions, journalWriter::decided);
        before.write(journalWriter);
        JournalFixture after = new JournalFixture(temp.resolve("after" + shorter));
        Files.createDirectories(after.directory);
        for (Path file : before.files()) {
            byte[] content = JournalFixture.bytes(file);
            Files.write(after.directory.resolve(file.getFileName()), Arrays.copyOf(content, content.length - shorter));
        }
        JournalFixture.close(journalWriter);
        return after;
    }

    private static JournalWriter successor(JournalFixture fixture) throws InterruptedException {
        JournalWriter journalWriter = fixture.journalWriter("another life", JournalWriter.QUEUE_CAPACITY);
        CoordinatorFixture coordinator = new CoordinatorFixture(fixture.clock, 5);
        coordinator.decide(5, journalWriter::decided);
        fixture.write(journalWriter);
        return journalWriter;
    }

    private static void assertJournalIsValid(JournalFixture fixture) {
        assertEquals(0, fixture.verify().code(), fixture.verify().out());
        assertEquals(0, fixture.replay().code(), fixture.replay().out());
    }

    @Test
    void incompleteEndIsCutOffKeptAndReported() throws Exception {
        JournalFixture fixture = crashed(40, 200);
        assertTrue(fixture.verify().out().contains("open end"), fixture.verify().out());

        JournalWriter second = successor(fixture);

        Map<String, Object> torn = fixture.entries("tornTail").getFirst();
        Path kept = fixture.directory.resolve(String.valueOf(torn.get("keptAs")));
        assertEquals(torn.get("bytes"), Files.size(kept));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
        assertEquals(0, fixture.entries("gap").size(), "another process: nothing is known to be missing");
        assertEquals(1, second.counters().tornTails());
        assertJournalIsValid(fixture);
        assertTrue(
                fixture.verify().out().contains("torn tails 1"),
                fixture.verify().out());
    }

    /** Whole entries stay and the chain continues, whatever length reached the disk. */
    @Test
    void fileCutToAnyLengthIsRecovered() throws Exception {
        JournalFixture whole = crashed(4, 0);
        byte[] content = JournalFixture.bytes(whole.files().getFirst());
        for (int length = 0; length < content.length; length += 61) {
            JournalFixture fixture = new JournalFixture(temp.resolve("cut" + length));
            Files.createDirectories(fixture.directory);
            Files.write(fixture.directory.resolve(JournalFileNames.name(1)), Arrays.copyOf(content, length));
            JournalWriter journalWriter = fixture.journalWriter("another life", JournalWriter.QUEUE_CAPACITY);
            journalWriter.decided(new CoordinatorFixture(fixture.clock, 5).decide(new Command.Tick()));
            fixture.write(journalWriter);
            assertTrue(journalWriter.counters().healthy(), "cut to " + length);
            assertJournalIsValid(fixture);
            JournalFixture.close(journalWriter);
        }
    }

    @Test
    void unfilledBlocksAreATornTail() throws Exception {
        JournalFixture fixture = crashed(20, 0);
        Path file = fixture.files().getFirst();
        byte[] content = JournalFixture.bytes(file);
        byte[] longer = Arrays.copyOf(content, content.length + 4096);
        longer[content.length + 1000] = '\n';
        Files.write(file, longer);

        successor(fixture);

        assertEquals(4096L, fixture.entries("tornTail").getFirst().get("bytes"));
        assertJournalIsValid(fixture);
    }

    @Test
    void fileChangedInsideIsKeptAndTheNextBegins() throws Exception {
        JournalFixture fixture = crashed(20, 0);
        Path file = fixture.files().getFirst();
        byte[] content = JournalFixture.bytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);

        successor(fixture);

        assertEquals(2, fixture.files().size());
        assertEquals(content.length, JournalFixture.bytes(file).length);
        JournalFixture.ToolResult toolResult = fixture.verify();
        assertEquals(1, toolResult.code());
        assertTrue(toolResult.out().contains("damage     1"), toolResult.out());
    }

    /** What may be in the place of a file of the journal. */
    enum Damage {
        EMPTY,
        GARBAGE,
        DIRECTORY,
        DANGLING_LINK,
        DEVICE;

        void put(Path file) throws IOException {
            Files.deleteIfExists(file);
            switch (this) {
                case EMPTY -> Files.createFile(file);
                case GARBAGE -> Files.write(file, new byte[] {(byte) 0xff, '\n', 0, '\n', 1});
                case DIRECTORY -> Files.createDirectory(file);
                case DANGLING_LINK -> Files.createSymbolicLink(file, file.resolveSibling("absent"));
                case DEVICE -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedNewestFileIsFollowedByTheNextOfTheSameChain(Damage damage) throws Exception {
        JournalFixture fixture = crashed(20, 0);
        damage.put(fixture.directory.resolve(JournalFileNames.name(2)));
        JournalWriter journalWriter = successor(fixture);

        assertTrue(journalWriter.counters().healthy());
        Line last = LineReader.read(fixture.directory.resolve(JournalFileNames.name(1)))
                .lines()
                .getLast();
        Line next = LineReader.read(fixture.directory.resolve(JournalFileNames.name(3)))
                .lines()
                .getFirst();
        assertEquals(
                (Long) Objects.requireNonNull(last.entry().get("seq")) + 1,
                next.entry().get("seq"));
        assertEquals(last.hash(), next.entry().get("prev"));
        CompletableFuture<Map<String, Object>> page = new CompletableFuture<>();
        new JournalReader(fixture.directory).serve(new JournalReader.Request(Long.MAX_VALUE, 500, page));
        assertFalse(((List<?>) Objects.requireNonNull(page.join().get("entries"))).isEmpty());
        JournalFixture.close(journalWriter);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damagedOnlyFileDoesNotPreventANewJournal(Damage damage) throws Exception {
        JournalFixture fixture = new JournalFixture(temp.resolve("only"));
        Files.createDirectories(fixture.directory);
        damage.put(fixture.directory.resolve(JournalFileNames.name(1)));
        JournalWriter journalWriter = successor(fixture);

        assertTrue(journalWriter.counters().healthy());
        assertTrue(journalWriter.counters().entries() > 2);
        JournalFixture.close(journalWriter);
    }

    /** A batch that is half written when the disk is full is written again from its beginning. */
    @Test
    void bytesAfterTheLastWholeBatchAreOverwritten() throws IOException {
        Path directory = temp.resolve("files");
        HashChain chain = new HashChain(0, HashChain.NOTHING);
        try (JournalFiles files = JournalFiles.open(directory, 2, Duration.ZERO)) {
            files.recover();
            files.beginNext(Instant.EPOCH);
            files.append(List.of(chain.next(Map.of("kind", "file"))));
            Path file = JournalFileNames.files(directory).getFirst();
            Files.write(file, new byte[] {1, 2, 3}, java.nio.file.StandardOpenOption.APPEND);
            files.append(List.of(chain.next(Map.of("kind", "closed"))));
            assertEquals(
                    2,
                    LineReader.of(JournalFixture.bytes(file)).lines().stream()
                            .filter(Line::good)
                            .count());
        }
    }
}
