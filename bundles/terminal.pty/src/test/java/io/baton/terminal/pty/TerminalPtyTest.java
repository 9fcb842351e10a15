// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.peer.ChannelHandler;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.session.Roster;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets a shell, when it ends, and what is recorded of it. */
final class TerminalPtyTest implements AuditLog {

    private static final TerminalSettings ON =
            new TerminalSettings(true, Path.of("/bin/sh"), 2, Duration.ofMinutes(30));

    private final RecordingPeerService peers = new RecordingPeerService();
    private final ManualClock clock = new ManualClock();
    private final FakeShell.Starter shells = new FakeShell.Starter();
    private final FakeCoordinator coordinator = new FakeCoordinator(Roster.EMPTY);
    private final List<AuditEvent> notes = new ArrayList<>();

    /** The number of shells that is told whenever something is noted. */
    private final List<String> numbers = new ArrayList<>();

    private final PeerId ann = peers.add();
    private final PeerId vic = peers.add();
    private final PeerId later = peers.add();
    private TerminalPty terminal;

    @BeforeEach
    void create() throws IOException {
        begin(ON);
        roster(new RosterFixtureBuilder().observer("ann", 1).viewer("vic", 2));
    }

    private void begin(TerminalSettings settings) throws IOException {
        terminal = new TerminalPty(null, settings, shells, clock::nanoTime);
        terminal.peers = peers;
        terminal.coordinator = coordinator;
        terminal.audit = this;
        peers.addHandler(terminal, Map.of(ChannelHandler.LABELS, TerminalServer.CHANNEL));
        peers.listen(terminal);
    }

    @AfterEach
    void end() {
        terminal.deactivate();
    }

    @Override
    public void note(AuditEvent note) {
        notes.add(note);
        numbers.add(terminal.get().replaceAll(".*shells=(\\d+)/.*", "$1"));
    }

    @Override
    public AuditCounters counters() {
        return new AuditCounters(true, 0, 0, 0, 0, 0, 0, 0);
    }

    private void roster(RosterFixtureBuilder builder) {
        coordinator.setRoster(builder.build());
        terminal.turn();
    }

    private void open(PeerId peer) {
        peers.link(peer);
        peers.open(peer, TerminalServer.CHANNEL);
        terminal.turn();
    }

    private void send(PeerId peer, String text) {
        peers.receive(peer, TerminalServer.CHANNEL, text);
        terminal.turn();
    }

    private FakeShell startFor(PeerId peer) {
        open(peer);
        send(peer, "\r");
        return shells.started.getLast();
    }

    private String shown(PeerId peer) {
        return peers.sent().stream()
                .filter(sent -> sent.peer().equals(peer))
                .map(sent -> new String(sent.data(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private List<Object> reasons() {
        return notes.stream()
                .filter(note -> note.action().equals("terminal_close"))
                .map(note -> note.details().get("reason"))
                .toList();
    }

    @Test
    void anAdministratorGetsAShellAtTheFirstKeyAndNotBefore() {
        open(ann);
        send(ann, "{\"type\":\"system\",\"name\":\"term.size\",\"data\":{\"rows\":30,\"cols\":100}}");
        assertEquals(List.of(), shells.started, "a page that only opened the channel starts nothing");
        assertTrue(shown(ann).contains("Press Enter"), shown(ann));
        send(ann, "\r");
        FakeShell shell = shells.started.getFirst();
        assertEquals("30x100", shell.size);
        assertEquals("", shell.typed(), "the key that started it is not the shell's");
        shell.print("$ ");
        terminal.turn();
        assertTrue(shown(ann).endsWith("$ "));
        send(ann, "ls\r");
        assertEquals("ls\r", shell.typed());
        send(ann, "{\"rows\":24,\"cols\":80}");
        assertEquals("24x80", shell.size);
        assertEquals("", shell.typed());
    }

    @Test
    void aPageMayStartItByAMessage() {
        open(ann);
        send(ann, "{\"type\":\"system\",\"name\":\"term.open\"}");
        assertEquals(1, shells.started.size());
        send(ann, "{\"type\":\"system\",\"name\":\"term.open\"}");
        assertEquals(1, shells.started.size(), "each session has one");
    }

    @Test
    void anybodyElseIsToldAndGetsNone() {
        open(vic);
        send(vic, "\r");
        send(vic, "{\"type\":\"system\",\"name\":\"term.open\"}");
        assertEquals(List.of(), shells.started);
        assertEquals("\r\n[Only an administrator can use the terminal of this device.]\r\n", shown(vic));
        assertTrue(peers.ended(vic).isEmpty());
        assertEquals(List.of(), notes);
    }

    @Test
    void aPendingAdministratorIsToldNothingAndGetsNone() {
        roster(new RosterFixtureBuilder()
                .add(RosterFixtureBuilder.session(
                        "ann",
                        1,
                        io.baton.session.Role.ADMIN,
                        java.util.Set.of(io.baton.session.PendingReason.NICKNAME))));
        open(ann);
        send(ann, "\r");
        assertEquals(List.of(), shells.started);
        assertEquals("", shown(ann));
    }

    @Test
    void switchedOffTheChannelStaysAndSaysSo() throws IOException {
        terminal.deactivate();
        begin(new TerminalSettings(false, Path.of("/bin/sh"), 2, Duration.ofMinutes(30)));
        open(ann);
        send(ann, "\r");
        assertEquals(List.of(), shells.started);
        assertEquals("\r\n[The terminal of this device is switched off.]\r\n", shown(ann));
        assertEquals(-1, terminal.turn(), "and nothing is waited for");
        assertEquals(Map.of("available", false), terminal.state("terminalState"));
    }

    @Test
    void aShellEndsWithItsSession() {
        FakeShell shell = startFor(ann);
        roster(new RosterFixtureBuilder().viewer("vic", 2));
        assertTrue(shell.hungUp);
        assertEquals(List.of("session_ended"), reasons());
        assertFalse(shell.killed);
        clock.advance(TerminalServer.GRACE);
        terminal.turn();
        assertTrue(shell.killed, "what does not end by itself is ended");
    }

    @Test
    void aShellEndsWithTheRole() {
        FakeShell shell = startFor(ann);
        roster(new RosterFixtureBuilder().viewer("ann", 1));
        assertTrue(shell.hungUp);
        assertEquals(List.of("role_lost"), reasons());
        assertTrue(shown(ann).contains("no administrator's any more"), shown(ann));
        send(ann, "\r");
        assertEquals(1, shells.started.size());
    }

    @Test
    void nothingIsTypedBetweenTheLossOfTheRoleAndTheEnd() {
        FakeShell shell = startFor(ann);
        peers.receive(ann, TerminalServer.CHANNEL, "rm -rf /\r");
        roster(new RosterFixtureBuilder().viewer("ann", 1));
        assertEquals("", shell.typed());
    }

    @Test
    void aShellSurvivesALostConnectionAndIsThereForTheSameSession() {
        FakeShell shell = startFor(ann);
        shell.print("before ");
        terminal.turn();
        peers.end(ann, CloseReason.CONSENT_LOST);
        roster(new RosterFixtureBuilder().add(RosterFixtureBuilder.lost("ann")));
        shell.print("meanwhile ");
        terminal.turn();
        assertFalse(shell.hungUp);
        roster(new RosterFixtureBuilder().observer("ann", 3));
        open(later);
        assertEquals("before meanwhile ", shown(later));
        send(later, "x");
        assertEquals("x", shell.typed());
        assertEquals(1, shells.started.size());
    }

    @Test
    void closingTheChannelEndsTheShell() {
        FakeShell shell = startFor(ann);
        peers.closeChannel(ann, TerminalServer.CHANNEL);
        terminal.turn();
        assertTrue(shell.hungUp);
        assertEquals(List.of("closed"), reasons());
    }

    @Test
    void aShellEndsWithoutKeysForTooLong() {
        FakeShell shell = startFor(ann);
        clock.advance(Duration.ofMinutes(29));
        send(ann, "x");
        clock.advance(Duration.ofMinutes(29));
        shell.print("output is no key");
        assertEquals(1_000, terminal.turn(), "the limit is looked at each second");
        assertFalse(shell.hungUp);
        clock.advance(Duration.ofMinutes(1));
        terminal.turn();
        assertTrue(shell.hungUp);
        assertEquals(List.of("idle"), reasons());
    }

    @Test
    void aShellThatExitsIsToldAndCanBeStartedAgain() {
        FakeShell shell = startFor(ann);
        assertTrue(terminal.get().contains("shells=1/"), terminal.get());
        shell.print("bye");
        shell.exited = true;
        List<String> numbers = new ArrayList<>();
        peers.whenSent(message -> numbers.add(terminal.get()));
        terminal.turn();
        assertTrue(numbers.getFirst().contains("shells=0/"), "the numbers are true when it is told");
        assertTrue(shown(ann).contains("bye"), "its last words are shown");
        assertTrue(shown(ann).contains("The shell has ended."));
        send(ann, "\r");
        assertEquals(2, shells.started.size());
    }

    @Test
    void numberOfShellsIsTrueWhenTheAuditHasTheirBeginAndEnd() {
        startFor(ann);
        terminal.configure(new TerminalSettings(false, Path.of("/bin/sh"), 2, Duration.ofMinutes(30)));
        terminal.turn();
        assertEquals(List.of("1", "0"), numbers);
    }

    @Test
    void switchingOffEndsAllShells() {
        FakeShell shell = startFor(ann);
        terminal.configure(new TerminalSettings(false, Path.of("/bin/sh"), 2, Duration.ofMinutes(30)));
        terminal.turn();
        assertTrue(shell.hungUp);
        assertEquals(List.of("switched_off"), reasons());
    }

    @Test
    void theNumberOfShellsIsLimited() {
        PeerId third = peers.add();
        roster(new RosterFixtureBuilder().observer("ann", 1).observer("vic", 2).observer("eve", third.number()));
        startFor(ann);
        startFor(vic);
        open(third);
        send(third, "\r");
        assertEquals(2, shells.started.size());
        assertTrue(shown(third).contains("All 2 shells of this device are in use."), shown(third));
    }

    @Test
    void withoutACoordinatorNothingIsTypedAndShellsEndAfterAWhile() {
        FakeShell shell = startFor(ann);
        terminal.coordinator = null;
        peers.receive(ann, TerminalServer.CHANNEL, "x");
        assertEquals(50, terminal.turn());
        clock.advanceMillis(501);
        terminal.turn();
        assertEquals("", shell.typed());
        assertFalse(shell.hungUp);
        clock.advance(TerminalServer.LONGEST_UNCHECKED);
        terminal.turn();
        assertTrue(shell.hungUp);
        assertEquals(List.of("sessions_unavailable"), reasons());
    }

    @Test
    void aSlowViewerSlowsItsShellAndLosesNothing() {
        FakeShell shell = startFor(ann);
        peers.clog(ann);
        String block = "x".repeat(16_000);
        for (int i = 0; i < 30; i++) {
            shell.print(block);
        }
        for (int i = 0; i < 10; i++) {
            terminal.turn();
        }
        peers.unclog(ann);
        for (int i = 0; i < 10; i++) {
            terminal.turn();
        }
        assertEquals(30 * 16_000, shown(ann).chars().filter(c -> c == 'x').count());
        assertFalse(shown(ann).contains("missing"), "nothing was lost");
    }

    @Test
    void everySessionOfItIsRecordedAndNoKey() {
        FakeShell shell = startFor(ann);
        send(ann, "passw0rd\r");
        shell.print("ok");
        clock.advance(Duration.ofSeconds(5));
        terminal.turn();
        peers.closeChannel(ann, TerminalServer.CHANNEL);
        terminal.turn();
        AuditEvent opened = notes.getFirst();
        assertEquals("terminal_open", opened.action());
        assertEquals("192.0.2.1", opened.source());
        assertEquals("ann", opened.details().get("session"));
        AuditEvent closed = notes.getLast();
        assertEquals("terminal_close", closed.action());
        assertEquals(9L, closed.details().get("bytesIn"));
        assertEquals(2L, closed.details().get("bytesOut"));
        assertEquals(5L, closed.details().get("seconds"));
        assertFalse(notes.toString().contains("passw0rd"));
    }

    @Test
    void withoutAJournalNoShellStarts() {
        terminal.audit = null;
        open(ann);
        send(ann, "\r");
        assertEquals(List.of(), shells.started);
        assertTrue(shown(ann).contains("no shell starts without it"), shown(ann));
        terminal.audit = this;
        send(ann, "\r");
        assertEquals(1, shells.started.size());
    }

    @Test
    void whoeverSendsMoreThanTheThreadTakesIsTold() {
        FakeShell shell = startFor(ann);
        for (int i = 0; i < 300; i++) {
            peers.receive(ann, TerminalServer.CHANNEL, "x");
        }
        terminal.turn();
        assertEquals(256, shell.typed().length());
        assertEquals(2, shown(ann).split("Too much was sent at once", -1).length, shown(ann));
    }

    @Test
    void aShellThatDoesNotStartIsToldAndRecorded() {
        shells.fails = true;
        open(ann);
        send(ann, "\r");
        assertTrue(shown(ann).contains("The shell could not be started."), shown(ann));
        assertEquals("refused", notes.getFirst().outcome());
    }
}
