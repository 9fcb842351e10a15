// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.peer.PeerId;
import io.baton.session.Command;
import io.baton.session.DecisionRecord;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries of the journal, and how writing continues after interruptions. */
class JournalWriterTest {

    private static final SessionId UNKNOWN_SESSION = new SessionId("unknown");

    private final Path temp;
    private JournalFixture fixture;
    private CoordinatorFixture coordinator;

    JournalWriterTest(@TempDir Path temp) {
        this.temp = temp;
        fixture = new JournalFixture(temp.resolve("audit"));
        coordinator = new CoordinatorFixture(fixture.clock, 1);
    }

    private void assertJournalIsValid() {
        JournalFixture.ToolResult verified = fixture.verify();
        assertEquals(0, verified.code(), verified.out());
        JournalFixture.ToolResult replayed = fixture.replay();
        assertEquals(0, replayed.code(), replayed.out());
        assertFalse(replayed.out().contains("skipped"), replayed.out());
    }

    private List<Object> each(String kind, String key) {
        return fixture.entries(kind).stream().map(entry -> entry.get(key)).toList();
    }

    @Test
    void thousandCommandsReplayToTheSameRosters() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        coordinator.decide(1_000, journalWriter::decided);
        fixture.write(journalWriter);

        assertJournalIsValid();
        List<Map<String, Object>> commands = fixture.entries("command");
        assertTrue(commands.size() > 700, "written: " + commands.size());
        assertEquals(
                DecisionEntry.digest(coordinator.roster()), commands.getLast().get("roster"));
        assertTrue(
                fixture.replay().out().startsWith(commands.size() + " commands"),
                fixture.replay().out());
        assertEquals(0, journalWriter.counters().lost());
    }

    @Test
    void entryNamesActorActionAndTargetButNoToken() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        SessionId ann = new SessionId("ann");
        Login login = new Login("ann@home", Role.OPERATOR, Login.Strength.OWN_ACCOUNT, "cookie", false);
        TokenDigest token = TokenDigest.of("secret");
        journalWriter.decided(coordinator.decide(
                new Command.Join(ann, token, null, null, login, "192.0.2.7", "Ann", "ann", "firefox", false)));
        journalWriter.decided(coordinator.decide(new Command.Answered(ann, new PeerId(1))));
        journalWriter.decided(coordinator.decide(new Command.Linked(new PeerId(1))));
        journalWriter.decided(coordinator.decide(new Command.Kick(UNKNOWN_SESSION, ann)));
        journalWriter.decided(coordinator.decide(new Command.Release(ann)));
        fixture.write(journalWriter);

        Map<String, Object> join = fixture.entries("command").getFirst();
        assertEquals("join", join.get("action"));
        assertEquals(
                Map.of(
                        "session", "ann",
                        "user", "ann@home",
                        "role", "operator",
                        "nickname", "Ann",
                        "source", "192.0.2.7"),
                join.get("target"));
        assertNull(join.get("before"));
        assertEquals("primary", join.get("after"));
        assertEquals(Map.of("done", true), join.get("outcome"));
        Map<String, Object> kick = fixture.entries("command").get(3);
        assertEquals(Map.of("session", "unknown"), kick.get("actor"));
        assertTrue(String.valueOf(kick.get("outcome")).contains("refused"), kick.toString());
        Map<String, Object> release = fixture.entries("command").get(4);
        assertEquals("primary", release.get("before"));
        assertEquals("observer", release.get("after"));
        assertTrue(String.valueOf(release.get("modes")).contains("released"), release.toString());
        String all = new String(JournalFixture.bytes(fixture.files().getFirst()), StandardCharsets.UTF_8);
        assertFalse(all.contains("secret"));
        assertTrue(all.contains(token.hex()));
    }

    @Test
    void entriesHaveTheTimeOfDayAndReplayUsesTheCoordinatorsClock() throws Exception {
        Duration set = Duration.ofDays(20_000);
        JournalWriter journalWriter = fixture.journalWriter();
        coordinator.decide(100, journalWriter::decided);
        fixture.write(journalWriter);
        fixture.wallOffset = set;
        Instant from = fixture.wallTime();
        coordinator.decide(100, journalWriter::decided);
        fixture.write(journalWriter);
        Instant to = fixture.wallTime();

        assertJournalIsValid();
        List<Instant> times = fixture.entries().stream()
                .map(entry -> Instant.parse(String.valueOf(entry.get("at"))))
                .toList();
        List<Instant> later = times.stream().filter(at -> !at.isBefore(from)).toList();
        assertTrue(later.size() > 50, later.size() + " entries since the time was set");
        assertTrue(later.stream().noneMatch(at -> at.isAfter(to)), later.toString());
        Map<String, Object> last = fixture.entries("command").getLast();
        assertEquals(
                Instant.parse(String.valueOf(last.get("at"))).minus(set),
                Instant.parse(String.valueOf(last.get("clock"))));
    }

    @Test
    void tickThatChangesNothingIsNotWritten() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        for (int i = 0; i < 5; i++) {
            journalWriter.decided(coordinator.decide(new Command.Tick()));
        }
        journalWriter.decided(coordinator.decide(new Command.Release(UNKNOWN_SESSION)));
        fixture.write(journalWriter);

        assertEquals(
                List.of("file", "opened", "snapshot", "command"),
                fixture.entries().stream().map(entry -> entry.get("kind")).toList());
    }

    @Test
    void repeatedRefusalsAreCounted() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        for (int i = 0; i < 2_000; i++) {
            fixture.clock.advanceMillis(10);
            journalWriter.decided(coordinator.decide(new Command.Release(UNKNOWN_SESSION)));
        }
        journalWriter.decided(coordinator.decide(new Command.Claim(UNKNOWN_SESSION)));
        JournalFixture.close(journalWriter);

        assertEquals(List.of("release", "release", "claim"), each("command", "action"));
        assertEquals(List.of("release", "release"), each("repeated", "action"));
        assertEquals(List.of("unknown", "unknown"), each("repeated", "actor"));
        long counted = each("repeated", "times").stream()
                .mapToLong(times -> (Long) times)
                .sum();
        assertEquals(1_998, counted);
        assertEquals(List.of(), fixture.entries("gap"));
        assertJournalIsValid();
    }

    /** An observer that requests control and cancels, 240 times a second for eleven minutes. */
    @Test
    void repeatedAcceptedCommandsAreCountedAndTheReplayStaysValid() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        SessionId ann = coordinator.connect("ann", 1, "192.0.2.1", journalWriter::decided);
        SessionId bob = coordinator.connect("bob", 2, "192.0.2.2", journalWriter::decided);
        int times = 11 * 60 * 240;
        int accepted = 0;
        for (int i = 0; i < times; i++) {
            coordinator.clock.advance(Duration.ofNanos(1_000_000_000L / 240));
            Command command = i % 2 == 0 ? new Command.RequestPrimary(bob) : new Command.CancelRequest(bob);
            DecisionRecord decided = coordinator.decide(command);
            accepted += decided.outcome().isDone() ? 1 : 0;
            journalWriter.decided(decided);
            if (i % (240 * 60) == 100) {
                journalWriter.decided(coordinator.decide(new Command.SessionAlive(ann)));
            }
            if (i % 1_000 == 0) {
                fixture.write(journalWriter);
            }
        }
        JournalFixture.close(journalWriter);

        assertTrue(accepted > 100, accepted + " accepted");
        assertEquals(List.of(), fixture.entries("gap"));
        assertEquals(
                11,
                each("command", "action").stream()
                        .filter("sessionAlive"::equals)
                        .count(),
                "of the other session");
        long counted = each("repeated", "times").stream()
                .mapToLong(count -> (Long) count)
                .sum();
        long written = each("command", "action").stream()
                .filter(action -> action.equals("requestPrimary") || action.equals("cancelRequest"))
                .count();
        assertEquals(times, counted + written);
        long bytes = 0;
        for (Path file : fixture.files()) {
            bytes += Files.size(file);
        }
        assertTrue(bytes < 1024 * 1024, bytes + " bytes in eleven minutes");
        JournalFixture.ToolResult replayed = fixture.replay();
        assertEquals(0, fixture.verify().code());
        assertEquals(0, replayed.code(), replayed.out());
    }

    @Test
    void handOversOfTwoSessionsOfOneAddressAreAllRecorded() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        SessionId ann = coordinator.connect("ann", 1, "192.0.2.1", journalWriter::decided);
        SessionId bob = coordinator.connect("bob", 2, "192.0.2.1", journalWriter::decided);
        int times = 4 * RepetitionCoalescer.ACCEPTED_ENTRIES;
        for (int i = 0; i < times; i++) {
            DecisionRecord decided = coordinator.decide(
                    i % 2 == 0 ? new Command.Transfer(ann, null, bob) : new Command.Transfer(bob, null, ann));
            assertTrue(decided.outcome().isDone());
            journalWriter.decided(decided);
        }
        JournalFixture.close(journalWriter);

        assertEquals(
                times,
                each("command", "action").stream().filter("transfer"::equals).count());
        assertEquals(List.of(), each("repeated", "action"));
        assertJournalIsValid();
    }

    @Test
    void commandsAfterTheRepetitionsAreReplayedAgain() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        coordinator.connect("ann", 1, "192.0.2.1", journalWriter::decided);
        SessionId bob = coordinator.connect("bob", 2, "192.0.2.2", journalWriter::decided);
        for (int i = 0; i < 2 * RepetitionCoalescer.ACCEPTED_ENTRIES; i++) {
            journalWriter.decided(coordinator.decide(new Command.SessionAlive(bob)));
        }
        coordinator.clock.advance(RepetitionCoalescer.ACCEPTED_WINDOW);
        journalWriter.decided(coordinator.decide(new Command.RequestPrimary(bob)));
        fixture.write(journalWriter);

        assertEquals(List.of("start", "repeated"), each("snapshot", "reason"));
        assertEquals(1, fixture.entries("omitted").size());
        assertJournalIsValid();
    }

    @Test
    void youngFilesAreKeptBeyondTheirNumberUpToFourTimesIt() throws Exception {
        fixture = new JournalFixture(temp.resolve("young"), 16 * 1024, 3);
        fixture.minAge = Duration.ofHours(24);
        fixture.wallOffset = Duration.between(fixture.clock.instant(), Instant.now());
        JournalWriter journalWriter = fixture.journalWriter();
        for (int i = 0; i < 10; i++) {
            rotate(journalWriter);
        }
        assertTrue(fixture.files().size() > 9, fixture.files().toString());
        for (int i = 0; i < 10; i++) {
            rotate(journalWriter);
        }
        assertEquals(12, fixture.files().size(), fixture.files().toString());

        fixture.wallOffset = fixture.wallOffset.plusHours(25);
        rotate(journalWriter);
        assertEquals(3, fixture.files().size(), fixture.files().toString());
    }

    private void rotate(JournalWriter journalWriter) throws InterruptedException {
        fixture.write(journalWriter);
        long before = JournalFileNames.number(fixture.files().getLast());
        do {
            journalWriter.note(new AuditEvent("login", "ann", "192.0.2.1", "done", Map.of("text", "x".repeat(2_000))));
            fixture.write(journalWriter);
        } while (JournalFileNames.number(fixture.files().getLast()) == before);
    }

    @Test
    void filesAreOwnerOnlyRotatedAndBounded() throws Exception {
        fixture = new JournalFixture(temp.resolve("small"), 64 * 1024, 3);
        coordinator = new CoordinatorFixture(fixture.clock, 2);
        JournalWriter journalWriter = fixture.journalWriter();
        for (int i = 0; i < 20; i++) {
            coordinator.decide(60, journalWriter::decided);
            fixture.write(journalWriter);
        }

        List<Path> files = fixture.files();
        assertEquals(3, files.size(), files.toString());
        assertTrue(JournalFileNames.number(files.getFirst()) > 3, files.toString());
        for (Path file : files) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            List<LineReader.Line> lines =
                    LineReader.of(JournalFixture.bytes(file)).lines();
            assertEquals("file", lines.getFirst().entry().get("kind"));
            assertEquals("snapshot", lines.get(1).entry().get("kind"));
            JournalFixture.ToolResult alone =
                    JournalFixture.tool("replay", "--policy", JournalFixture.POLICY, file.toString());
            assertEquals(0, alone.code(), alone.out());
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.directory)));
        assertJournalIsValid();
    }

    @Test
    void successorInTheSameProcessRecordsMissedDecisions() throws Exception {
        JournalWriter first = fixture.journalWriter();
        coordinator.decide(50, first::decided);
        JournalFixture.close(first);
        coordinator.decide(7, missed -> {});
        JournalWriter second = fixture.journalWriter();
        coordinator.decide(50, second::decided);
        JournalFixture.close(second);
        JournalWriter third = fixture.journalWriter();
        coordinator.decide(50, third::decided);
        fixture.write(third);

        assertJournalIsValid();
        assertEquals(List.of(7L), each("gap", "lost"));
        assertEquals(List.of("away"), each("gap", "reason"));
        assertEquals(List.of("start", "gap", "swap"), each("snapshot", "reason"));
        assertEquals(7, second.counters().lost());
        assertEquals(0, third.counters().lost());
    }

    /** A refusal that was decided while no journal listened is missing too. */
    @Test
    void missedRefusalIsAGap() throws Exception {
        JournalWriter first = fixture.journalWriter();
        coordinator.decide(50, first::decided);
        JournalFixture.close(first);
        coordinator.decide(new Command.Release(UNKNOWN_SESSION));
        JournalWriter second = fixture.journalWriter();
        coordinator.decide(20, second::decided);
        fixture.write(second);

        assertEquals(List.of(1L), each("gap", "lost"));
        assertJournalIsValid();
    }

    @Test
    void successorBesideItsPredecessorWritesEachDecisionOnce() throws Exception {
        JournalWriter first = fixture.journalWriter();
        coordinator.decide(30, first::decided);
        JournalWriter second = fixture.journalWriter();
        coordinator.decide(30, decided -> {
            first.decided(decided);
            second.decided(decided);
        });
        fixture.write(first);
        second.round(Duration.ZERO);
        assertFalse(second.counters().healthy(), "the directory is taken");
        JournalFixture.close(first);
        coordinator.decide(30, second::decided);
        fixture.clock.advance(JournalWriter.RETRY);
        fixture.write(second);

        assertTrue(second.counters().healthy());
        assertEquals(List.of(), fixture.entries("gap"));
        assertJournalIsValid();
        List<Object> numbers = each("command", "n");
        assertEquals(numbers.stream().distinct().sorted().toList(), numbers);
        assertEquals(
                DecisionEntry.digest(coordinator.roster()),
                fixture.entries("command").getLast().get("roster"));
    }

    @Test
    void restartedCoordinatorIsFollowedWithoutAGap() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        coordinator.decide(50, journalWriter::decided);
        coordinator.restart();
        coordinator.decide(50, journalWriter::decided);
        new CoordinatorFixture(fixture.clock, 9).decide(50, journalWriter::decided);
        fixture.write(journalWriter);

        assertJournalIsValid();
        assertEquals(List.of(), fixture.entries("gap"));
        assertEquals(List.of("start", "coordinator"), each("snapshot", "reason"));
    }

    @Test
    void alignedEpochIsReplayed() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        coordinator.decide(50, journalWriter::decided);
        coordinator.alignEpoch();
        coordinator.decide(50, journalWriter::decided);
        fixture.write(journalWriter);

        assertJournalIsValid();
        assertEquals(1, fixture.entries("epoch").size());
        assertEquals(1, fixture.entries("snapshot").size());
    }

    @Test
    void overflowIsOneGapAndReplayStaysValid() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter("life", 20);
        coordinator.decide(50, journalWriter::decided);
        fixture.write(journalWriter);
        coordinator.decide(10, journalWriter::decided);
        fixture.write(journalWriter);

        assertJournalIsValid();
        assertEquals(List.of(30L), each("gap", "lost"));
        assertEquals(List.of("overflow"), each("gap", "reason"));
        assertEquals(30, journalWriter.counters().lost());
        assertEquals(1, journalWriter.counters().gaps());
    }

    @Test
    void notesAreWrittenAndLostOnesCounted() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter("life", 2);
        for (int i = 0; i < 5; i++) {
            journalWriter.note(new AuditEvent("login", "ann", "192.0.2.1", "done", Map.of("role", "admin")));
        }
        fixture.write(journalWriter);

        assertEquals(List.of("login", "login"), each("note", "action"));
        assertEquals(List.of("notes"), each("gap", "reason"));
        assertEquals(List.of(3L), each("gap", "lost"));
    }

    @Test
    void noteThatCannotBeEncodedIsSkipped() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        journalWriter.note(new AuditEvent("login", "ann", "", "done", Map.of("what", new Object())));
        coordinator.decide(20, journalWriter::decided);
        fixture.write(journalWriter);

        assertEquals(List.of(), fixture.entries("note"));
        assertEquals(1, journalWriter.counters().lost());
        assertJournalIsValid();
    }

    @Test
    void writtenEntriesAreForcedHalfASecondLater() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        coordinator.decide(1, journalWriter::decided);
        journalWriter.round(Duration.ZERO);
        journalWriter.round(Duration.ZERO);
        assertEquals(0, journalWriter.counters().syncs());
        fixture.clock.advance(JournalWriter.SYNC);
        journalWriter.round(Duration.ZERO);
        assertEquals(1, journalWriter.counters().syncs());
        fixture.clock.advance(JournalWriter.SYNC);
        journalWriter.round(Duration.ZERO);
        assertEquals(1, journalWriter.counters().syncs(), "nothing new");
    }

    @Test
    void writerRecoversWhenTheDirectoryBecomesWritable() throws Exception {
        Files.writeString(fixture.directory, "a file in place of the directory");
        JournalWriter journalWriter = fixture.journalWriter("life", 30);
        coordinator.decide(10, journalWriter::decided);
        fixture.write(journalWriter);
        assertFalse(journalWriter.counters().healthy());
        assertTrue(journalWriter.counters().failures() >= 1);

        Files.delete(fixture.directory);
        coordinator.decide(30, journalWriter::decided);
        fixture.clock.advance(JournalWriter.RETRY);
        fixture.write(journalWriter);
        coordinator.decide(5, journalWriter::decided);
        fixture.write(journalWriter);

        assertTrue(journalWriter.counters().healthy());
        assertEquals(List.of(10L), each("gap", "lost"));
        assertJournalIsValid();
    }

    @Test
    void deletedFileIsFollowedByTheNext() throws Exception {
        JournalWriter journalWriter = fixture.journalWriter();
        coordinator.decide(10, journalWriter::decided);
        fixture.write(journalWriter);
        Files.delete(fixture.files().getFirst());
        coordinator.decide(10, journalWriter::decided);
        fixture.write(journalWriter);

        assertEquals(2, JournalFileNames.number(fixture.files().getFirst()));
        assertJournalIsValid();
    }
}
