// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.peer.ChannelHandler;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.shared.terminal.LineMode;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.FakeHandoverStore;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Who sees the line, who may type, and what happens when control passes, the port goes, or a viewer is slow. */
final class SerialTtyTest implements AuditLog {

    private static final PortSettings PORT = new PortSettings(true, "/dev/ttyUSB0", true, 1024);

    private final RecordingPeerService peers = new RecordingPeerService();
    private final ManualClock clock = new ManualClock();
    private final FakePort port = new FakePort();
    private final FakeCoordinator coordinator = new FakeCoordinator(Roster.EMPTY);
    private final FakeHandoverStore store = new FakeHandoverStore();
    private final List<AuditEvent> notes = new ArrayList<>();
    private final PeerId ann = peers.add();
    private final PeerId bob = peers.add();
    private Path data;
    private SerialTty serial;

    @BeforeEach
    void create(@TempDir Path temporary) throws IOException {
        data = temporary;
        begin(PORT);
        annControls(5);
    }

    private void begin(PortSettings settings) throws IOException {
        serial = new SerialTty(data.toString(), settings, port, clock::nanoTime);
        serial.peers = peers;
        serial.coordinator = coordinator;
        serial.audit = this;
        serial.handoverStore = store;
        peers.addHandler(serial, Map.of(ChannelHandler.LABELS, SerialBridge.CHANNEL));
        peers.listen(serial);
    }

    @AfterEach
    void end() {
        serial.deactivate();
    }

    @Override
    public void note(AuditEvent note) {
        notes.add(note);
    }

    @Override
    public AuditCounters counters() {
        return new AuditCounters(true, 0, 0, 0, 0, 0, 0, 0);
    }

    private void annControls(long epoch) {
        control("ann", 1, "bob", 2, epoch);
    }

    private void control(String primary, long primaryLink, String observer, long observerLink, long epoch) {
        coordinator.setRoster(new RosterFixtureBuilder()
                .primary(primary, primaryLink)
                .observer(observer, observerLink)
                .epoch(epoch)
                .build());
        peers.setFencingToken(ann, epoch);
        peers.setFencingToken(bob, epoch);
    }

    private void open(PeerId... all) {
        for (PeerId peer : all) {
            peers.link(peer);
            peers.open(peer, SerialBridge.CHANNEL);
        }
        serial.turn();
    }

    private void type(PeerId peer, String text) {
        peers.receive(peer, SerialBridge.CHANNEL, text);
        serial.turn();
    }

    private void print(String text) {
        port.print(text);
        serial.turn();
    }

    /** Returns what a viewer was sent since the last question. */
    private String shown(PeerId peer) {
        return peers.sent().stream()
                .filter(sent -> sent.peer().equals(peer))
                .map(sent -> new String(sent.data(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private Object call(PeerId peer, String method, Map<String, Object> params) {
        var stage = serial.call(new RpcCall(
                        method,
                        params,
                        new SessionId(peer.equals(ann) ? "ann" : "bob"),
                        peer,
                        0,
                        peers.fencingToken(peer)))
                .toCompletableFuture();
        serial.turn();
        return stage.join();
    }

    private String refusal(PeerId peer, String method, Map<String, Object> params) {
        CompletionException thrown = assertThrows(CompletionException.class, () -> call(peer, method, params));
        return assertInstanceOf(RpcException.class, thrown.getCause()).data();
    }

    @Test
    void everyAdmittedSessionSeesTheOutputAndOnlyThePrimaryTypes() {
        open(ann, bob);
        print("login: ");
        assertEquals("login: ", shown(ann));
        assertEquals("login: ", shown(bob));
        type(ann, "{\"type\":\"serial\",\"data\":\"root\"}");
        type(ann, "\r");
        type(bob, "x");
        assertEquals("root\r", port.typed());
        assertEquals("login: ", shown(ann), "nothing is echoed that the target does not send");
        assertTrue(shown(bob).endsWith("[Only the session in control can type here.]\r\n"), shown(bob));
        assertEquals(1, serial.status().refused());
        assertTrue(peers.ended(bob).isEmpty());
    }

    @Test
    void refusedTypingIsAnsweredOnceInAWhileAndCountedEachTime() {
        open(ann, bob);
        for (int i = 0; i < 5; i++) {
            type(bob, "x");
        }
        assertEquals(1, shown(bob).split("Only the session", -1).length - 1);
        clock.advanceMillis(10_000);
        type(bob, "y".repeat(600));
        assertEquals(2, shown(bob).split("Only the session", -1).length - 1);
        assertEquals(6, serial.status().refused());
        assertEquals("", port.typed());
    }

    @Test
    void aFloodWithoutControlKeepsNobodyFromTyping() {
        open(ann, bob);
        for (int i = 0; i < 2_000; i++) {
            peers.receive(bob, SerialBridge.CHANNEL, "x");
        }
        type(ann, "a");
        assertEquals("a", port.typed());
        assertEquals(2_000, serial.status().refused());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"rows\":24,\"cols\":80}", "{\"type\":\"system\",\"name\":\"term.size\",\"data\":{\"rows\":1}}"
            })
    void aMessageAboutTheTerminalIsNeitherTypedNorRefused(String message) {
        open(ann, bob);
        type(ann, message);
        type(bob, message);
        assertEquals("", port.typed());
        assertEquals("", shown(bob));
        assertEquals(0, serial.status().refused());
    }

    @Test
    void whatWasTypedBeforeAHandOverNeverArrivesAfterIt() {
        open(ann, bob);
        port.room = 2;
        type(ann, "rm -rf");
        assertEquals("rm", port.typed());
        control("bob", 2, "ann", 1, 6);
        port.room = Integer.MAX_VALUE;
        serial.turn();
        assertEquals("", port.typed());
        assertEquals(1, port.discards, "what the kernel had not sent is discarded, too");
        type(ann, "x");
        type(bob, "y");
        assertEquals("y", port.typed());
    }

    @Test
    void aMessageThatArrivedInAnEarlierEpochIsRefused() {
        open(ann);
        peers.setFencingToken(ann, 4);
        type(ann, "x");
        assertEquals("", port.typed());
        assertEquals(1, serial.status().refused());
    }

    @Test
    void withoutACoordinatorInputWaitsThenIsRefused() {
        open(ann);
        serial.coordinator = null;
        peers.receive(ann, SerialBridge.CHANNEL, "x");
        assertEquals(50, serial.turn(), "it is looked at again soon");
        assertEquals(0, serial.status().refused());
        clock.advanceMillis(501);
        serial.turn();
        assertEquals(1, serial.status().refused());
        assertEquals("", port.typed());
    }

    @Test
    void aPendingSessionSeesNothingUntilItIsAdmitted() {
        coordinator.setRoster(new RosterFixtureBuilder()
                .primary("ann", 1)
                .pending("bob", 2)
                .epoch(5)
                .build());
        open(ann, bob);
        print("secret\r\n");
        type(bob, "x");
        assertEquals("", shown(bob));
        annControls(5);
        serial.turn();
        assertEquals("secret\r\n", shown(bob));
    }

    @Test
    void aLaterViewerSeesTheLastScreenOnce() {
        open(ann);
        print("line 1\r\nline 2\r\n");
        open(bob);
        assertEquals("line 1\r\nline 2\r\n", shown(bob));
        annControls(5);
        serial.turn();
        assertEquals("line 1\r\nline 2\r\n", shown(bob));
    }

    @Test
    void withoutASharedViewTheOutputMovesWithControl() throws IOException {
        serial.deactivate();
        begin(new PortSettings(true, "/dev/ttyUSB0", false, 1024));
        open(ann, bob);
        print("one\r\n");
        assertEquals("one\r\n", shown(ann));
        assertEquals("", shown(bob));
        control("bob", 2, "ann", 1, 6);
        serial.turn();
        print("two\r\n");
        assertEquals("one\r\n", shown(ann), "the channel stays open, and silent");
        assertEquals("one\r\ntwo\r\n", shown(bob));
    }

    @Test
    void aSlowViewerDelaysNobodyAndSeesThatItLostSomething() {
        open(ann, bob);
        peers.clog(bob);
        String block = "x".repeat(4_000);
        for (int i = 0; i < 600; i++) {
            print(block);
        }
        assertEquals(600 * 4_000, shown(ann).length());
        assertTrue(serial.status().lost() > 0);
        peers.unclog(bob);
        serial.turn();
        assertTrue(shown(bob).contains("bytes are missing here"), "the loss is marked");
    }

    @Test
    void inputBeyondTheBoundIsRefusedAndSaid() {
        open(ann);
        port.room = 0;
        String half = "x".repeat(SerialBridge.MAX_INPUT / 2);
        type(ann, half);
        type(ann, half);
        type(ann, half);
        assertTrue(shown(ann).contains("Too much was sent at once"), shown(ann));
        port.room = Integer.MAX_VALUE;
        serial.turn();
        assertEquals(SerialBridge.MAX_INPUT, port.typed().length());
    }

    @Test
    void theStateIsTrueWhenViewersAreToldOfIt() {
        open(ann);
        List<Boolean> told = new ArrayList<>();
        peers.whenSent(message -> told.add(serial.status().open()));
        port.fail("reading failed: the device failed");
        serial.turn();
        clock.advanceMillis(1_000);
        serial.turn();
        assertEquals(List.of(false, true), told);
    }

    @Test
    void anUnpluggedPortComesBackByItself() {
        open(ann);
        port.fail("reading failed: the device failed");
        port.missing = true;
        serial.turn();
        assertFalse(port.isOpen);
        assertTrue(shown(ann).contains("The serial port /dev/ttyUSB0 is not open: reading failed"), shown(ann));
        type(ann, "x");
        assertTrue(shown(ann).contains("Nothing was sent"), shown(ann));
        clock.advanceMillis(1_000);
        serial.turn();
        port.missing = false;
        clock.advanceMillis(1_000);
        serial.turn();
        assertTrue(port.isOpen);
        assertTrue(shown(ann).endsWith("[The serial port is open.]\r\n"), shown(ann));
        type(ann, "y");
        assertEquals("y", port.typed(), "what was typed without a port is not sent later");
    }

    @Test
    void aSwitchedOffConsoleSaysSoAndKeepsTheChannel() throws IOException {
        serial.deactivate();
        begin(new PortSettings(false, "/dev/ttyUSB0", true, 1024));
        open(bob);
        assertTrue(shown(bob).contains("switched off"), shown(bob));
        assertEquals(List.of(), port.opened);
        assertEquals(-1, serial.turn(), "and waits for nothing");
    }

    @Test
    void aPausedViewerGetsTheOutputLater() {
        open(ann, bob);
        assertEquals(RpcResult.VOID, call(bob, "setTerminalPaused", Map.of("terminalPaused", true)));
        print("text");
        assertEquals("text", shown(ann));
        assertEquals("", shown(bob));
        call(bob, "setTerminalPaused", Map.of("terminalPaused", false));
        assertEquals("text", shown(bob));
    }

    @Test
    void aCommandIsSentForThePrimaryAlone() {
        open(ann);
        assertEquals(RpcResult.VOID, call(ann, "sendCustomCommand", Map.of("command", "reboot\n")));
        assertEquals("reboot\n", port.typed());
        assertEquals("not_in_control", refusal(bob, "sendCustomCommand", Map.of("command", "x")));
        peers.setFencingToken(ann, 4);
        assertEquals("stale_epoch", refusal(ann, "sendCustomCommand", Map.of("command", "x")));
        peers.setFencingToken(ann, 5);
        port.missing = true;
        port.fail("gone");
        serial.turn();
        assertEquals("target_off", refusal(ann, "sendCustomCommand", Map.of("command", "x")));
        assertEquals("", port.typed());
    }

    @Test
    void aBreakLastsAndInputWaitsForItsEnd() {
        open(ann);
        assertEquals("not_in_control", refusal(bob, "sendSerialBreak", Map.of()));
        assertEquals(List.of(), port.breaks);
        assertEquals(RpcResult.VOID, call(ann, "sendSerialBreak", Map.of()));
        assertEquals(List.of(true), port.breaks);
        assertEquals("busy", refusal(ann, "sendSerialBreak", Map.of()));
        call(ann, "sendCustomCommand", Map.of("command", "b"));
        assertEquals("", port.typed());
        assertTrue(serial.turn() > 0, "its end needs no event");
        clock.advanceMillis(SerialBridge.BREAK.toMillis());
        serial.turn();
        assertEquals(List.of(true, false), port.breaks);
        assertEquals("b", port.typed());
    }

    @Test
    void aBreakEndsWithThePort() {
        open(ann);
        call(ann, "sendSerialBreak", Map.of());
        port.fail("gone");
        serial.turn();
        assertEquals(List.of(true, false), port.breaks);
    }

    @Test
    void settingsAreStoredInForceAndRecorded() throws IOException {
        open(ann);
        @SuppressWarnings("unchecked")
        Map<String, Object> before = (Map<String, Object>) call(bob, "getSerialSettings", Map.of());
        assertEquals(115_200L, before.get("baudRate"));
        assertEquals(
                List.of(
                        "baudRate",
                        "dataBits",
                        "parity",
                        "stopBits",
                        "terminator",
                        "hideSerialSettings",
                        "enableEcho",
                        "normalizeMode",
                        "normalizeLineEnd",
                        "tabRender",
                        "preserveANSI",
                        "showNLTag",
                        "buttons"),
                List.copyOf(before.keySet()));
        call(ann, "setSerialSettings", Map.of("settings", Map.of("baudRate", 9600L, "enableEcho", true)));
        serial.turn();
        assertEquals(9_600, port.modes.getLast().baudRate());
        type(ann, "a");
        assertEquals("a", shown(ann), "the echo is shown");
        assertEquals(
                List.of("serial_settings", "serial_input"),
                notes.stream().map(AuditEvent::action).toList());
        Path file = data.resolve("serial/settings.json");
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        assertEquals(
                new LineMode(9_600, 8, LineMode.Parity.NONE, LineMode.StopBits.ONE),
                new SettingsFile(file).load().settings().mode());
    }

    @Test
    void aBadSettingIsRefusedByItsNameAndChangesNothing() {
        assertEquals(
                "baudRate must be a whole number within 50–4000000",
                refusal(ann, "setSerialSettings", Map.of("settings", Map.of("baudRate", 1L))));
        assertFalse(Files.exists(data.resolve("serial/settings.json")));
        assertEquals(List.of(), notes);
    }

    @Test
    void theCommandHistoryIsKeptAndNeverRecorded() {
        call(ann, "setSerialCommandHistory", Map.of("commandHistory", List.of("passw0rd", "ls")));
        assertEquals(List.of("passw0rd", "ls"), call(ann, "getSerialCommandHistory", Map.of()));
        call(ann, "deleteSerialCommandHistory", Map.of());
        assertEquals(List.of(), call(ann, "getSerialCommandHistory", Map.of()));
        assertFalse(notes.toString().contains("passw0rd"), notes.toString());
        assertEquals(2, notes.size());
    }

    @Test
    void aSuccessorGoesOnWithTheScreenAndRepeatsNothing() throws IOException {
        open(ann);
        print("screen\r\n");
        serial.deactivate();
        peers.removeHandler(serial);
        begin(PORT);
        assertTrue(store.holds("serial.console"));
        serial.activate();
        open(bob);
        // the thread of the successor serves the viewers
        String seen = "";
        while (!seen.equals("screen\r\n")) {
            Thread.onSpinWait();
            seen = shown(bob);
        }
        assertEquals("screen\r\n", shown(ann));
    }

    @Test
    void oneEntrySaysThatASessionTypedAndNotWhat() {
        open(ann);
        type(ann, "passw0rd");
        type(ann, "\r");
        annControls(7);
        type(ann, "x");
        assertEquals(
                List.of("serial_input", "serial_input"),
                notes.stream().map(AuditEvent::action).toList());
        assertFalse(notes.toString().contains("passw0rd"));
    }

    @Test
    void aViewerThatIsGoneIsForgotten() {
        open(ann, bob);
        peers.end(bob, CloseReason.CONSENT_LOST);
        peers.closeChannel(ann, SerialBridge.CHANNEL);
        serial.turn();
        assertEquals(0, serial.status().viewers());
    }

    @Test
    void theStateSaysWhatIsOpen() {
        serial.turn();
        @SuppressWarnings("unchecked")
        Map<String, Object> state = (Map<String, Object>) call(bob, "getSerialState", Map.of());
        assertEquals(true, state.get("open"));
        assertEquals("/dev/ttyUSB0", state.get("device"));
        assertNotNull(state.get("ports"));
        assertEquals(
                "device must be a serial port such as /dev/ttyUSB0",
                refusal(ann, "setSerialPort", Map.of("device", "/dev/mem", "enabled", true)));
    }

    /** Has a port stored; Configuration Admin does it when it may, and leaves it to the test to bring the change. */
    private CompletableFuture<Object> setPort(String device, CountDownLatch mayStore) {
        Configuration configuration = (Configuration) Proxy.newProxyInstance(
                Configuration.class.getClassLoader(),
                new Class<?>[] {Configuration.class},
                (self, method, arguments) -> method.getReturnType() == boolean.class ? true : null);
        serial.admin = (ConfigurationAdmin) Proxy.newProxyInstance(
                ConfigurationAdmin.class.getClassLoader(),
                new Class<?>[] {ConfigurationAdmin.class},
                (self, method, arguments) -> {
                    mayStore.await();
                    return configuration;
                });
        return serial.call(new RpcCall(
                        "setSerialPort",
                        Map.of("device", device, "enabled", true),
                        new SessionId("ann"),
                        ann,
                        0,
                        peers.fencingToken(ann)))
                .toCompletableFuture();
    }

    @Test
    void anotherPortIsAnsweredWhenItIsInUse() {
        var device = setPort("/dev/ttyUSB1", new CountDownLatch(0))
                .thenApply(stored -> serial.status().device());
        serial.configure(new PortSettings(true, "/dev/ttyUSB1", false, 1024));
        while (!device.isDone()) {
            serial.turn();
        }
        assertEquals("/dev/ttyUSB1", device.join());
        assertEquals(
                Map.of("device", "/dev/ttyUSB1", "enabled", true, "session", "ann"),
                notes.getLast().details());
        assertEquals(false, ((Map<?, ?>) call(bob, "getSerialState", Map.of())).get("sharedView"));
    }

    @Test
    void aPortThatIsStoredAndDoesNotArriveIsNotAnsweredAsInUse() {
        var answer = setPort("/dev/ttyUSB1", new CountDownLatch(0));
        while (!answer.isDone()) {
            clock.advanceMillis(100);
            serial.turn();
        }
        CompletionException thrown = assertThrows(CompletionException.class, answer::join);
        assertEquals(
                "temporarily_unavailable",
                assertInstanceOf(RpcException.class, thrown.getCause()).data());
    }

    @Test
    void whatIsToldOfThePortIsOfOneMoment() {
        open(ann);
        serial.configure(new PortSettings(true, "/dev/ttyUSB1", false, 1024));
        Map<?, ?> before =
                (Map<?, ?>) serial.call(new RpcCall("getSerialState", Map.of(), new SessionId("bob"), bob, 0, 0))
                        .toCompletableFuture()
                        .join();
        assertEquals("/dev/ttyUSB0 true", before.get("device") + " " + before.get("sharedView"));
    }

    @Test
    void twoChangesOfSettingsAtOnceAreBothKept() {
        CountDownLatch mayStore = new CountDownLatch(1);
        var before = setPort("/dev/ttyUSB0", mayStore);
        var first = serial.call(settings(Map.of("baudRate", 9_600L)));
        var second = serial.call(settings(Map.of("enableEcho", true)));
        mayStore.countDown();
        while (!before.isDone()) {
            serial.turn();
        }
        first.toCompletableFuture().join();
        second.toCompletableFuture().join();
        Map<?, ?> kept = (Map<?, ?>) call(ann, "getSerialSettings", Map.of());
        assertEquals("9600 true", kept.get("baudRate") + " " + kept.get("enableEcho"));
    }

    private RpcCall settings(Map<String, Object> wanted) {
        return new RpcCall("setSerialSettings", Map.of("settings", wanted), new SessionId("ann"), ann, 0, 0);
    }
}
