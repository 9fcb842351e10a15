// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finds each change of a written journal, and each policy that decides otherwise. */
class TamperTest {

    private final Path temp;
    private final JournalFixture fixture;
    private final Path file;
    private final byte[] content;

    TamperTest(@TempDir Path temp) throws Exception {
        this.temp = temp;
        fixture = new JournalFixture(temp.resolve("audit"));
        JournalWriter journalWriter = fixture.journalWriter();
        new CoordinatorFixture(fixture.clock, 3).decide(60, journalWriter::decided);
        fixture.write(journalWriter);
        file = fixture.files().getFirst();
        content = JournalFixture.bytes(file);
        assertEquals(0, fixture.verify().code());
    }

    /** Every byte of a line in the middle and of the last: names, values, punctuation, digests, the line feed. */
    @Test
    void s26EveryChangedByteIsFound() throws IOException {
        List<LineReader.Line> lines = LineReader.of(content).lines();
        for (LineReader.Line line : List.of(lines.get(lines.size() / 2), lines.getLast())) {
            for (int i = line.from(); i <= line.to(); i++) {
                byte[] changed = content.clone();
                changed[i] ^= (byte) (i % 2 == 0 ? 0x01 : 0x20);
                Files.write(file, changed);
                Verifier.Report report = new Verifier().verify(List.of(file));
                assertFalse(report.isWhole(), "byte " + (i - line.from()) + " of entry " + line.entry());
            }
        }
    }

    @Test
    void consoleIsToldWhetherTheChainIsWhole() throws IOException {
        ChainCheck check = new ChainCheck(temp.resolve("audit"));
        assertTrue(check.get().startsWith("The chain is whole: "), check.get());
        byte[] changed = content.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(file, changed);
        assertTrue(check.get().startsWith("THE CHAIN IS BROKEN at "), check.get());
        assertEquals(
                "THE CHAIN IS BROKEN at 1 places. First: there is no entry.",
                new ChainCheck(temp.resolve("absent")).get());
    }

    @Test
    void missingLineIsFound() throws IOException {
        List<String> lines = lines();
        lines.remove(lines.size() / 2);
        assertFound(lines, "follows on entry");
    }

    @Test
    void missingFirstLineIsFound() throws IOException {
        List<String> lines = lines();
        lines.removeFirst();
        assertFound(lines, "its beginning is missing");
    }

    @Test
    void swappedLinesAreFound() throws IOException {
        List<String> lines = lines();
        Collections.swap(lines, 20, 21);
        assertFound(lines, "follows on entry");
    }

    @Test
    void duplicatedLineIsFound() throws IOException {
        List<String> lines = lines();
        lines.add(20, lines.get(20));
        assertFound(lines, "follows on entry");
    }

    /** A line made with its own digest right, in the place of another. */
    @Test
    void forgedLineIsFound() throws IOException {
        List<String> lines = lines();
        Map<String, Object> entry = LineReader.of(content).lines().get(30).entry();
        String prev = String.valueOf(entry.remove("prev"));
        entry.remove("hash");
        long seq = (Long) entry.remove("seq");
        entry.put("action", "nothing");
        lines.set(30, new String(new HashChain(seq - 1, prev).next(entry), StandardCharsets.UTF_8).trim());
        assertFound(lines, "does not belong after entry");
    }

    /** No file says how long it will be; a head kept elsewhere shows the cut. */
    @Test
    void cutEndChangesTheHead() throws IOException {
        String head = new Verifier().verify(List.of(file)).head();
        Files.write(file, lines().subList(0, 40));
        Verifier.Report cut = new Verifier().verify(List.of(file));
        assertTrue(cut.isWhole());
        assertNotEquals(head, cut.head());
    }

    @Test
    void replayRejectsAChangedLine() throws IOException {
        byte[] changed = content.clone();
        changed[content.length / 2] ^= 1;
        Files.write(file, changed);
        JournalFixture.ToolResult toolResult = fixture.replay();
        assertEquals(1, toolResult.code());
        assertTrue(toolResult.out().contains("this is not what was written"), toolResult.out());
    }

    private List<String> lines() {
        return new ArrayList<>(
                new String(content, StandardCharsets.UTF_8).lines().toList());
    }

    private void assertFound(List<String> lines, String what) throws IOException {
        Files.write(file, lines);
        JournalFixture.ToolResult toolResult = fixture.verify();
        assertEquals(1, toolResult.code(), toolResult.out());
        assertTrue(toolResult.out().contains(what), toolResult.out());
    }

    @Test
    void replayFindsOtherRules() {
        assertDiffers(FaultyPolicy.RefusesLinks.class, "linked: was done, is refused not_allowed");
        assertDiffers(FaultyPolicy.RaisesEpoch.class, "in epoch");
        assertDiffers(FaultyPolicy.ChangesDenials.class, "leads to another roster");
        assertDiffers(FaultyPolicy.Throws.class, "a bug");
    }

    private void assertDiffers(Class<?> policy, String what) {
        JournalFixture.ToolResult toolResult =
                JournalFixture.tool("replay", "--policy", policy.getName(), fixture.directory.toString());
        assertEquals(1, toolResult.code(), toolResult.out());
        assertTrue(toolResult.out().contains(what), toolResult.out());
    }

    @Test
    void toolPrintsItsUsage() {
        assertEquals(0, JournalFixture.tool("--help").code());
        assertTrue(JournalFixture.tool("--help").out().contains("audit verify FILE"));
        assertEquals(2, JournalFixture.tool().code());
        assertEquals(2, JournalFixture.tool("verify").code());
        assertEquals(2, JournalFixture.tool("mend", file.toString()).code());
        assertEquals(
                2, JournalFixture.tool("verify", "--quickly", file.toString()).code());
        assertEquals(
                2,
                JournalFixture.tool("verify", temp.resolve("nothing").toString())
                        .code());
        assertEquals(2, JournalFixture.tool("replay", file.toString()).code());
    }
}
