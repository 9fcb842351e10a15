// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash can leave, and how the next writer goes on from there. */
class CrashTest {

    private final Path temp;

    CrashTest(@TempDir Path temp) {
        this.temp = temp;
    }

    /** A journal of so many decisions as a crash would leave it: without an end in order, so many bytes short. */
    private JournalFixture crashed(int decisions, int shorter) throws Exception {
        JournalFixture before = new JournalFixture(temp.resolve("before" + shorter));
        JournalWriter scribe = before.scribe();
        new CoordinatorFixture(before.clock, 1).decide(decisions, scribe::decided);
        before.write(scribe);
        JournalFixture after = new JournalFixture(temp.resolve("after" + shorter));
        Files.createDirectories(after.directory);
        for (Path file : before.files()) {
            byte[] content = JournalFixture.bytes(file);
            Files.write(after.directory.resolve(file.getFileName()), Arrays.copyOf(content, content.length - shorter));
        }
        JournalFixture.close(scribe);
        return after;
    }

    private static JournalWriter successor(JournalFixture office) throws InterruptedException {
        JournalWriter scribe = office.scribe("another life", JournalWriter.TRAY);
        CoordinatorFixture desk = new CoordinatorFixture(office.clock, 5);
        desk.decide(5, scribe::decided);
        office.write(scribe);
        return scribe;
    }

    private static void assertFine(JournalFixture office) {
        assertEquals(0, office.verify().code(), office.verify().out());
        assertEquals(0, office.replay().code(), office.replay().out());
    }

    @Test
    void anIncompleteEndIsCutOffKeptAndReported() throws Exception {
        JournalFixture office = crashed(40, 200);
        assertTrue(office.verify().out().contains("open end"), office.verify().out());

        JournalWriter second = successor(office);

        Map<String, Object> torn = office.entries("tornTail").getFirst();
        Path kept = office.directory.resolve(String.valueOf(torn.get("keptAs")));
        assertEquals(torn.get("bytes"), Files.size(kept));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
        assertEquals(0, office.entries("gap").size(), "another process: nothing is known to be missing");
        assertEquals(1, second.counters().tornTails());
        assertFine(office);
        assertTrue(
                office.verify().out().contains("torn tails 1"), office.verify().out());
    }

    /** Whatever the length that reached the disk: what was whole stays, and the chain goes on. */
    @Test
    void everyLengthAFileCanBeCutToIsRecovered() throws Exception {
        JournalFixture whole = crashed(4, 0);
        byte[] content = JournalFixture.bytes(whole.files().getFirst());
        for (int length = 0; length < content.length; length += 61) {
            JournalFixture office = new JournalFixture(temp.resolve("cut" + length));
            Files.createDirectories(office.directory);
            Files.write(office.directory.resolve(JournalFileNames.name(1)), Arrays.copyOf(content, length));
            JournalWriter scribe = office.scribe("another life", JournalWriter.TRAY);
            scribe.decided(new CoordinatorFixture(office.clock, 5).decide(new Command.Tick()));
            office.write(scribe);
            assertTrue(scribe.counters().healthy(), "cut to " + length);
            assertFine(office);
            JournalFixture.close(scribe);
        }
    }

    @Test
    void blocksThatWereNeverFilledAreATornTailToo() throws Exception {
        JournalFixture office = crashed(20, 0);
        Path file = office.files().getFirst();
        byte[] content = JournalFixture.bytes(file);
        byte[] longer = Arrays.copyOf(content, content.length + 4096);
        longer[content.length + 1000] = '\n';
        Files.write(file, longer);

        successor(office);

        assertEquals(4096L, office.entries("tornTail").getFirst().get("bytes"));
        assertFine(office);
    }

    @Test
    void aFileChangedInsideIsLeftAsItIsAndTheNextBegins() throws Exception {
        JournalFixture office = crashed(20, 0);
        Path file = office.files().getFirst();
        byte[] content = JournalFixture.bytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);

        successor(office);

        assertEquals(2, office.files().size());
        assertEquals(content.length, JournalFixture.bytes(file).length);
        JournalFixture.Said said = office.verify();
        assertEquals(1, said.code());
        assertTrue(said.out().contains("damage     1"), said.out());
    }

    /** A batch that is half written when the disk is full is written again from its beginning. */
    @Test
    void whatFollowsTheLastWholeBatchIsWrittenOver() throws IOException {
        Path directory = temp.resolve("files");
        HashChain chain = new HashChain(0, HashChain.NOTHING);
        try (JournalFiles files = JournalFiles.open(directory, 2)) {
            files.recover();
            files.beginNext();
            files.append(java.util.List.of(chain.next(Map.of("kind", "file"))));
            Path file = JournalFileNames.files(directory).getFirst();
            Files.write(file, new byte[] {1, 2, 3}, java.nio.file.StandardOpenOption.APPEND);
            files.append(java.util.List.of(chain.next(Map.of("kind", "closed"))));
            assertEquals(
                    2,
                    LineReader.of(JournalFixture.bytes(file)).lines().stream()
                            .filter(LineReader.Line::good)
                            .count());
        }
    }
}
