// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.peer.PeerId;
import io.baton.session.Command;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written, and how the writing goes on whatever comes between. */
class CallLogTest {

    private static final SessionId NOBODY = new SessionId("nobody");

    private final Path temp;
    private JournalFixture office;
    private CoordinatorFixture desk;

    CallLogTest(@TempDir Path temp) {
        this.temp = temp;
        office = new JournalFixture(temp.resolve("audit"));
        desk = new CoordinatorFixture(office.clock, 1);
    }

    private void assertFine() {
        JournalFixture.Said verified = office.verify();
        assertEquals(0, verified.code(), verified.out());
        JournalFixture.Said replayed = office.replay();
        assertEquals(0, replayed.code(), replayed.out());
        assertFalse(replayed.out().contains("skipped"), replayed.out());
    }

    private List<Object> each(String kind, String key) {
        return office.entries(kind).stream().map(entry -> entry.get(key)).toList();
    }

    @Test
    void aThousandCommandsAreReplayedToTheSameRosters() throws Exception {
        JournalWriter scribe = office.scribe();
        desk.decide(1_000, scribe::decided);
        office.write(scribe);

        assertFine();
        List<Map<String, Object>> commands = office.entries("command");
        assertTrue(commands.size() > 700, "written: " + commands.size());
        assertEquals(DecisionEntry.digest(desk.roster()), commands.getLast().get("roster"));
        assertTrue(
                office.replay().out().startsWith(commands.size() + " commands"),
                office.replay().out());
        assertEquals(0, scribe.counters().lost());
    }

    @Test
    void anEntrySaysWhoDidWhatToWhomAndNoToken() throws Exception {
        JournalWriter scribe = office.scribe();
        SessionId ann = new SessionId("ann");
        Login login = new Login("ann@home", Role.OPERATOR, Login.Strength.OWN_ACCOUNT, "cookie", false);
        TokenDigest token = TokenDigest.of("secret");
        scribe.decided(desk.decide(
                new Command.Join(ann, token, null, null, login, "192.0.2.7", "Ann", "ann", "firefox", false)));
        scribe.decided(desk.decide(new Command.Answered(ann, new PeerId(1))));
        scribe.decided(desk.decide(new Command.Linked(new PeerId(1))));
        scribe.decided(desk.decide(new Command.Kick(NOBODY, ann)));
        scribe.decided(desk.decide(new Command.Release(ann)));
        office.write(scribe);

        Map<String, Object> join = office.entries("command").getFirst();
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
        Map<String, Object> kick = office.entries("command").get(3);
        assertEquals(Map.of("session", "nobody"), kick.get("actor"));
        assertTrue(String.valueOf(kick.get("outcome")).contains("refused"), kick.toString());
        Map<String, Object> release = office.entries("command").get(4);
        assertEquals("primary", release.get("before"));
        assertEquals("observer", release.get("after"));
        assertTrue(String.valueOf(release.get("modes")).contains("released"), release.toString());
        String all = new String(JournalFixture.bytes(office.files().getFirst()), StandardCharsets.UTF_8);
        assertFalse(all.contains("secret"));
        assertTrue(all.contains(token.hex()));
    }

    @Test
    void aLookAtTheTimeThatChangesNothingIsNotWritten() throws Exception {
        JournalWriter scribe = office.scribe();
        for (int i = 0; i < 5; i++) {
            scribe.decided(desk.decide(new Command.Tick()));
        }
        scribe.decided(desk.decide(new Command.Release(NOBODY)));
        office.write(scribe);

        assertEquals(
                List.of("file", "opened", "snapshot", "command"),
                office.entries().stream().map(entry -> entry.get("kind")).toList());
    }

    @Test
    void whatIsRefusedAgainAndAgainIsCounted() throws Exception {
        JournalWriter scribe = office.scribe();
        for (int i = 0; i < 2_000; i++) {
            office.clock.advanceMillis(10);
            scribe.decided(desk.decide(new Command.Release(NOBODY)));
        }
        scribe.decided(desk.decide(new Command.Claim(NOBODY)));
        JournalFixture.close(scribe);

        assertEquals(List.of("release", "release", "claim"), each("command", "action"));
        assertEquals(List.of("release", "release"), each("repeated", "action"));
        assertEquals(List.of("nobody", "nobody"), each("repeated", "actor"));
        long counted = each("repeated", "times").stream()
                .mapToLong(times -> (Long) times)
                .sum();
        assertEquals(1_998, counted);
        assertEquals(List.of(), office.entries("gap"));
        assertFine();
    }

    @Test
    void filesAreForTheirOwnerOnlyRotatedAndBounded() throws Exception {
        office = new JournalFixture(temp.resolve("small"), 64 * 1024, 3);
        desk = new CoordinatorFixture(office.clock, 2);
        JournalWriter scribe = office.scribe();
        for (int i = 0; i < 20; i++) {
            desk.decide(60, scribe::decided);
            office.write(scribe);
        }

        List<Path> files = office.files();
        assertEquals(3, files.size(), files.toString());
        assertTrue(JournalFileNames.number(files.getFirst()) > 3, files.toString());
        for (Path file : files) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            List<LineReader.Line> lines =
                    LineReader.of(JournalFixture.bytes(file)).lines();
            assertEquals("file", lines.getFirst().entry().get("kind"));
            assertEquals("snapshot", lines.get(1).entry().get("kind"));
            JournalFixture.Said alone =
                    JournalFixture.tool("replay", "--policy", JournalFixture.POLICY, file.toString());
            assertEquals(0, alone.code(), alone.out());
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(office.directory)));
        assertFine();
    }

    @Test
    void aSuccessorInTheSameProcessSaysWhatItMissed() throws Exception {
        JournalWriter first = office.scribe();
        desk.decide(50, first::decided);
        JournalFixture.close(first);
        desk.decide(7, missed -> {});
        JournalWriter second = office.scribe();
        desk.decide(50, second::decided);
        JournalFixture.close(second);
        JournalWriter third = office.scribe();
        desk.decide(50, third::decided);
        office.write(third);

        assertFine();
        assertEquals(List.of(7L), each("gap", "lost"));
        assertEquals(List.of("away"), each("gap", "reason"));
        assertEquals(List.of("start", "gap", "swap"), each("snapshot", "reason"));
        assertEquals(7, second.counters().lost());
        assertEquals(0, third.counters().lost());
    }

    /** Even when nothing came of it: what was refused while nobody listened is missing too. */
    @Test
    void aMissedRefusalIsAGapToo() throws Exception {
        JournalWriter first = office.scribe();
        desk.decide(50, first::decided);
        JournalFixture.close(first);
        desk.decide(new Command.Release(NOBODY));
        JournalWriter second = office.scribe();
        desk.decide(20, second::decided);
        office.write(second);

        assertEquals(List.of(1L), each("gap", "lost"));
        assertFine();
    }

    @Test
    void whoComesBesideItsPredecessorWritesNothingTwiceAndMissesNothing() throws Exception {
        JournalWriter first = office.scribe();
        desk.decide(30, first::decided);
        JournalWriter second = office.scribe();
        desk.decide(30, decided -> {
            first.decided(decided);
            second.decided(decided);
        });
        office.write(first);
        second.round(Duration.ZERO);
        assertFalse(second.counters().healthy(), "the directory is taken");
        JournalFixture.close(first);
        desk.decide(30, second::decided);
        office.clock.advance(JournalWriter.RETRY);
        office.write(second);

        assertTrue(second.counters().healthy());
        assertEquals(List.of(), office.entries("gap"));
        assertFine();
        List<Object> numbers = each("command", "n");
        assertEquals(numbers.stream().distinct().sorted().toList(), numbers);
        assertEquals(
                DecisionEntry.digest(desk.roster()),
                office.entries("command").getLast().get("roster"));
    }

    @Test
    void aDeskThatBeganAnewIsFollowed() throws Exception {
        JournalWriter scribe = office.scribe();
        desk.decide(50, scribe::decided);
        desk.restart();
        desk.decide(50, scribe::decided);
        new CoordinatorFixture(office.clock, 9).decide(50, scribe::decided);
        office.write(scribe);

        assertFine();
        assertEquals(List.of(), office.entries("gap"));
        assertEquals(List.of("start", "desk"), each("snapshot", "reason"));
    }

    @Test
    void anEpochThatWasBroughtInLineIsReplayed() throws Exception {
        JournalWriter scribe = office.scribe();
        desk.decide(50, scribe::decided);
        desk.alignEpoch();
        desk.decide(50, scribe::decided);
        office.write(scribe);

        assertFine();
        assertEquals(1, office.entries("epoch").size());
        assertEquals(1, office.entries("snapshot").size());
    }

    @Test
    void whatDidNotFitIsCountedAndTheReplayStaysRight() throws Exception {
        JournalWriter scribe = office.scribe("life", 20);
        desk.decide(50, scribe::decided);
        office.write(scribe);
        desk.decide(10, scribe::decided);
        office.write(scribe);

        assertFine();
        assertEquals(List.of(30L), each("gap", "lost"));
        assertEquals(List.of("overflow"), each("gap", "reason"));
        assertEquals(30, scribe.counters().lost());
        assertEquals(1, scribe.counters().gaps());
    }

    @Test
    void notesAreWrittenAndThoseLostAreCounted() throws Exception {
        JournalWriter scribe = office.scribe("life", 2);
        for (int i = 0; i < 5; i++) {
            scribe.note(new AuditEvent("login", "ann", "192.0.2.1", "done", Map.of("role", "admin")));
        }
        office.write(scribe);

        assertEquals(List.of("login", "login"), each("note", "action"));
        assertEquals(List.of("notes"), each("gap", "reason"));
        assertEquals(List.of(3L), each("gap", "lost"));
    }

    @Test
    void aNoteThatIsNoJsonHurtsNobody() throws Exception {
        JournalWriter scribe = office.scribe();
        scribe.note(new AuditEvent("login", "ann", "", "done", Map.of("what", new Object())));
        desk.decide(20, scribe::decided);
        office.write(scribe);

        assertEquals(List.of(), office.entries("note"));
        assertEquals(1, scribe.counters().lost());
        assertFine();
    }

    @Test
    void whatIsWrittenIsForcedHalfASecondLater() throws Exception {
        JournalWriter scribe = office.scribe();
        desk.decide(1, scribe::decided);
        scribe.round(Duration.ZERO);
        scribe.round(Duration.ZERO);
        assertEquals(0, scribe.counters().syncs());
        office.clock.advance(JournalWriter.SYNC);
        scribe.round(Duration.ZERO);
        assertEquals(1, scribe.counters().syncs());
        office.clock.advance(JournalWriter.SYNC);
        scribe.round(Duration.ZERO);
        assertEquals(1, scribe.counters().syncs(), "nothing new");
    }

    @Test
    void aDirectoryThatCannotBeWrittenStopsNothing() throws Exception {
        Files.writeString(office.directory, "a file where a directory should be");
        JournalWriter scribe = office.scribe("life", 30);
        desk.decide(10, scribe::decided);
        office.write(scribe);
        assertFalse(scribe.counters().healthy());
        assertTrue(scribe.counters().failures() >= 1);

        Files.delete(office.directory);
        desk.decide(30, scribe::decided);
        office.clock.advance(JournalWriter.RETRY);
        office.write(scribe);
        desk.decide(5, scribe::decided);
        office.write(scribe);

        assertTrue(scribe.counters().healthy());
        assertEquals(List.of(10L), each("gap", "lost"));
        assertFine();
    }

    @Test
    void aFileThatSomebodyDeletedIsFollowedByTheNext() throws Exception {
        JournalWriter scribe = office.scribe();
        desk.decide(10, scribe::decided);
        office.write(scribe);
        Files.delete(office.files().getFirst());
        desk.decide(10, scribe::decided);
        office.write(scribe);

        assertEquals(2, JournalFileNames.number(office.files().getFirst()));
        assertFine();
    }
}
