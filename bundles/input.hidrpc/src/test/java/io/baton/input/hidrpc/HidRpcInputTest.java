// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.handover.SavedState;
import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.input.InputCounters;
import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.port.PortLease;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.MacroEnd;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.shared.handover.Standby;
import io.baton.testkit.CallLog;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.FakeHandoverStore;
import io.baton.testkit.LiveThreads;
import io.baton.testkit.ManualClock;
import io.baton.testkit.Patience;
import io.baton.testkit.RecordingHidOutput;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RecordingRpcEvents;
import io.baton.testkit.RosterFixtureBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From message to HID output: authorisation, order, automatic release, absent services and replacement. */
class HidRpcInputTest {

    private static final String HIDRPC = "hidrpc";

    private final ManualClock clock = new ManualClock();
    private final CallLog calls = new CallLog();
    private final RecordingPeerService peers = new RecordingPeerService();
    private final RecordingHidOutput hid = new RecordingHidOutput(calls);
    private final PeerId ann = peers.add();
    private final PeerId bob = peers.add();
    private final PeerId guest = peers.add();
    private final FakeCoordinator coordinator = new FakeCoordinator(roster(1));
    private final RecordingRpcEvents events = new RecordingRpcEvents();
    private final FakeHandoverStore handoverStore = new FakeHandoverStore();
    private HidRpcInput input = input();

    @BeforeEach
    void open() {
        hid.setEpoch(1);
        for (PeerId peer : List.of(ann, bob, guest)) {
            peers.open(peer, HIDRPC);
        }
        input.sendState();
        events.clear();
        calls.clear();
    }

    @Test
    void inputWaitsForAnAbsentHandlerAsLongAsForTheHidOutput() {
        assertEquals(Setting.INPUT_WAIT.defaultValue(), HidRpcInput.WAIT_MILLIS);
    }

    @Test
    void primaryInputIsAcceptedOnEachOfTheThreeChannels() {
        for (String label : List.of(HIDRPC, "hidrpc-unreliable-ordered", "hidrpc-unreliable-nonordered")) {
            input.message(message(ann, label, "05e101", 1));
            input.message(message(ann, label, "05e100", 1));
        }
        assertEquals(6, hid.events().size());
        assertEquals(new HidEvent.Key(0xe1, true), hid.events().getFirst());
        assertEquals(6, input.counters().accepted());
        assertTrue(input.lastInputNanos(ann) != 0);
    }

    @Test
    void observerInputIsRefusedAndCounted() {
        say(bob, "050401");
        say(bob, "03000040000000400001");
        say(guest, "050401");
        assertTrue(hid.events().isEmpty());
        assertEquals(new InputCounters(0, 3, 0, 0, 0, 0), input.counters());
        assertEquals(0, input.lastInputNanos(bob));
    }

    @Test
    void staleEpochIsRefusedAndCounted() {
        input.message(message(ann, HIDRPC, "050401", 0));
        assertTrue(hid.events().isEmpty());
        assertEquals(new InputCounters(0, 0, 1, 0, 0, 0), input.counters());
    }

    @Test
    void malformedMessageIsCountedAndIgnored() {
        say(ann, "");
        say(ann, "77");
        say(ann, "0504");
        input.message(new ChannelMessage(ann, HIDRPC, true, new byte[] {5, 4, 1}, clock.nanoTime(), 1));
        assertEquals(4, input.counters().malformed());
        say(ann, "050401");
        assertEquals(1, hid.events().size());
    }

    @Test
    void rateLimitAppliesToInputButNotToReleases() {
        say(ann, "050401");
        say(ann, "03000040000000400001");
        input.limiter = (_, _) -> 5;
        say(ann, "050501");
        say(ann, "03000041000000400001");
        say(ann, "050400");
        say(ann, "03000041000000400000");
        say(ann, "02000000000000");
        assertEquals(
                List.of(
                        new HidEvent.Key(4, true),
                        new HidEvent.Pointer(0x4000, 0x4000, 1),
                        new HidEvent.Key(4, false),
                        new HidEvent.Pointer(0x4100, 0x4000, 0),
                        new HidEvent.Keyboard(0, 0)),
                hid.events());
        assertEquals(2, input.counters().rateLimited());
    }

    /** The refused message presses one key or button and releases another. */
    @ParameterizedTest
    @CsvSource({"0200040500000000, 0200040600000000", "06000001, 06010102", "03000040000000400003, 03000041000000400006"
    })
    void keysAreReleasedWhenTheRateLimitRefusesAMessageThatReleasesOne(String first, String second) {
        say(ann, first);
        input.limiter = (_, _) -> 5;
        say(ann, second);
        assertEquals(1, hid.events().size());
        assertEquals(1, input.counters().rateLimited());
        clock.advanceMillis(20);
        input.wake();
        assertEquals(List.of("epoch 1"), calls.lines());
    }

    @Test
    void moveRefusedByTheRateLimitReleasesNothing() {
        say(ann, "03000040000000400001");
        input.limiter = (_, _) -> 5;
        say(ann, "03000041000000400001");
        say(ann, "050401");
        clock.advanceMillis(20);
        input.wake();
        assertEquals(2, input.counters().rateLimited());
        assertEquals(List.of(), calls.lines());
    }

    @Test
    void handshakeOfAdmittedPeerIsAnsweredEachTime() {
        hid.setLeds(2);
        say(bob, "0101");
        input.sendState();
        say(bob, "0101");
        say(guest, "0101");
        input.sendState();
        assertEquals(List.of("0101", "3202", "3300000000000000", "0101"), binaries(bob));
        assertTrue(binaries(guest).isEmpty());
    }

    @Test
    void stateIsSentInBinaryAfterHandshakeAndAsEventBeforeIt() {
        say(ann, "0101");
        input.sendState();
        peers.clearSent();
        setKeys(new KeysDown(2, 4));
        input.sendState();
        setKeys(new KeysDown(2, 4));
        setLeds(1);
        input.sendState();
        assertEquals(List.of("3302040000000000", "3201"), binaries(ann));
        assertEquals(
                List.of(
                        new RecordingRpcEvents.Queued(bob, new InputStateEvent.Keys(new KeysDown(2, 4))),
                        new RecordingRpcEvents.Queued(bob, new InputStateEvent.Leds(1))),
                events.queued());
    }

    @Test
    void closedChannelForgetsHandshake() {
        say(ann, "0101");
        input.sendState();
        assertTrue(input.channelEnded(ann, HIDRPC));
        peers.clearSent();
        setLeds(1);
        input.sendState();
        assertTrue(binaries(ann).isEmpty());
        assertEquals(2, events.queued().size());
        input.closed(ann, CloseReason.REMOTE);
        assertEquals(0, input.lastInputNanos(ann));
    }

    @Test
    void keyIsReleasedAfter100Milliseconds() {
        say(ann, "050401");
        clock.advanceMillis(99);
        input.wake();
        assertEquals(1, hid.events().size());
        clock.advanceMillis(1);
        input.wake();
        assertEquals(List.of(new HidEvent.Key(4, true), new HidEvent.Key(4, false)), hid.events());
        clock.advanceMillis(500);
        input.wake();
        assertEquals(2, hid.events().size());
    }

    @Test
    void keepAliveKeepsKeyDown() {
        say(ann, "050401");
        for (int i = 0; i < 20; i++) {
            clock.advanceMillis(50);
            say(ann, "09");
            input.wake();
        }
        say(bob, "09");
        assertEquals(1, hid.events().size());
        clock.advanceMillis(100);
        input.wake();
        assertEquals(2, hid.events().size());
    }

    @Test
    void keyboardReportIsNotReleasedAutomatically() {
        say(ann, "020004");
        clock.advanceMillis(1000);
        input.wake();
        assertEquals(1, hid.events().size());
    }

    @Test
    void twoHundredEdgesKeepOrderWhileHidOutputIsReplaced() {
        input.hid = null;
        List<HidEvent> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            say(ann, "05%02x01".formatted(4 + i % 90));
            say(ann, "05%02x00".formatted(4 + i % 90));
            expected.add(new HidEvent.Key(4 + i % 90, true));
            expected.add(new HidEvent.Key(4 + i % 90, false));
        }
        clock.advanceMillis(300);
        input.wake();
        assertTrue(hid.events().isEmpty());
        input.hid = hid;
        input.wake();
        assertEquals(expected, hid.events());
        assertEquals(new InputCounters(200, 0, 0, 0, 0, 0), input.counters());
        assertFalse(calls.lines().contains("epoch 1"));
    }

    @Test
    void laterMessageIsDeliveredAfterQueuedOnes() {
        hid.beBusyFor(2);
        say(ann, "050401");
        say(ann, "050400");
        assertTrue(hid.events().isEmpty());
        say(ann, "050501");
        assertEquals(
                List.of(new HidEvent.Key(4, true), new HidEvent.Key(4, false), new HidEvent.Key(5, true)),
                hid.events());
    }

    @Test
    void queuedMovesAreMergedButButtonEdgesAreNot() {
        input.hid = null;
        for (int i = 0; i < 300; i++) {
            say(ann, "030000%04x0000000000".formatted(i));
        }
        say(ann, "03000001000000000001");
        for (int i = 0; i < 300; i++) {
            say(ann, "030000%04x0000000001".formatted(i));
        }
        say(ann, "060a0a00");
        say(ann, "060a0a00");
        input.hid = hid;
        input.wake();
        assertEquals(
                List.of(
                        new HidEvent.Pointer(299, 0, 0),
                        new HidEvent.Pointer(256, 0, 1),
                        new HidEvent.Pointer(299, 0, 1),
                        new HidEvent.Move(10, 10, 0),
                        new HidEvent.Move(10, 10, 0)),
                hid.events());
        assertEquals(0, input.counters().expired());
    }

    @Test
    void fullQueueExpiresOldestAndBeginsEpochAgain() {
        input.hid = null;
        for (int i = 0; i < 300; i++) {
            say(ann, i % 2 == 0 ? "020004" : "0200");
        }
        assertEquals(44, input.counters().expired());
        input.hid = hid;
        input.wake();
        assertEquals(List.of("epoch 1"), calls.lines());
        assertEquals(256, hid.events().size());
    }

    @Test
    void edgeQueuedTooLongExpiresAndBeginsEpochAgain() {
        say(ann, "020004");
        input.hid = null;
        say(ann, "0200");
        clock.advanceMillis(501);
        input.wake();
        assertEquals(1, input.counters().expired());
        input.hid = hid;
        input.wake();
        assertEquals(List.of("epoch 1"), calls.lines());
        assertEquals(1, hid.events().size());
    }

    @Test
    void moveQueuedTooLongExpiresWithoutNewEpoch() {
        input.hid = null;
        say(ann, "03000001000000000000");
        clock.advanceMillis(501);
        input.wake();
        input.hid = hid;
        input.wake();
        assertEquals(1, input.counters().expired());
        assertTrue(calls.lines().isEmpty());
    }

    @Test
    void inputIsQueuedWithoutCoordinator() {
        input.coordinator = null;
        say(ann, "050401");
        assertTrue(hid.events().isEmpty());
        input.coordinator = coordinator;
        input.wake();
        assertEquals(1, hid.events().size());
    }

    /** A queued message is authorised again at its turn. */
    @Test
    void inputQueuedBeforeTransferIsRefusedAfterIt() {
        input.hid = null;
        say(ann, "050401");
        coordinator.setRoster(handedToBob());
        hid.setEpoch(2);
        input.hid = hid;
        input.message(message(ann, HIDRPC, "050501", 1));
        input.message(message(ann, HIDRPC, "050501", 2));
        input.message(message(bob, HIDRPC, "050601", 2));
        assertEquals(List.of(new HidEvent.Key(6, true)), hid.events());
        assertEquals(new InputCounters(1, 2, 1, 0, 0, 0), input.counters());
    }

    /** The coordinator still says yes, the output already knows better. */
    @Test
    void refusalByHidOutputIsCountedStale() {
        hid.setEpoch(2);
        say(ann, "050401");
        assertEquals(new InputCounters(0, 0, 1, 0, 0, 0), input.counters());
        clock.advanceMillis(200);
        input.wake();
        assertTrue(hid.events().isEmpty());
    }

    @Test
    void queuedKeepAliveCountsFromItsArrival() {
        say(ann, "050401");
        input.hid = null;
        for (int i = 0; i < 6; i++) {
            clock.advanceMillis(50);
            say(ann, "09");
            input.wake();
        }
        input.hid = hid;
        input.wake();
        assertEquals(1, hid.events().size(), "held for 300 ms by its keep-alives");
        clock.advanceMillis(100);
        input.wake();
        assertEquals(2, hid.events().size());
    }

    @Test
    void releaseDueBetweenTwoQueuedMessagesIsSubmittedBetweenThem() {
        say(ann, "050401");
        input.hid = null;
        clock.advanceMillis(50);
        say(ann, "05e101");
        clock.advanceMillis(150);
        say(ann, "05e100");
        input.hid = hid;
        input.wake();
        assertEquals(
                List.of(
                        new HidEvent.Key(4, true),
                        new HidEvent.Key(0xe1, true),
                        new HidEvent.Key(4, false),
                        new HidEvent.Key(0xe1, false)),
                hid.events());
    }

    /** The peer buffered the messages; the successor receives them late, with their arrival times. */
    @Test
    void heldKeySurvivesReplacementOfThisBundle() {
        say(ann, "0101");
        input.sendState();
        say(ann, "050401");
        clock.advanceMillis(50);
        say(ann, "09");
        input.deactivate();
        List<ChannelMessage> buffered = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clock.advanceMillis(50);
            buffered.add(message(ann, HIDRPC, "09", 1));
        }
        handoverStore.setAge(Duration.ofMillis(250));
        input = input();
        input.wake();
        for (ChannelMessage message : buffered) {
            input.message(message);
            input.wake();
        }
        assertEquals(1, hid.events().size(), "still held");
        clock.advanceMillis(60);
        say(ann, "050400");
        assertEquals(List.of(new HidEvent.Key(4, true), new HidEvent.Key(4, false)), hid.events());
        clock.advanceMillis(300);
        input.wake();
        assertEquals(2, hid.events().size());
        assertEquals(2, input.counters().accepted());
        input.sendState();
        peers.clearSent();
        setLeds(1);
        input.sendState();
        assertEquals(List.of("3201"), binaries(ann), "the handshake is handed over");
    }

    @Test
    void keyWithoutKeepAliveIsReleasedAfterReplacement() {
        say(ann, "050401");
        clock.advanceMillis(40);
        input.deactivate();
        clock.advanceMillis(30);
        handoverStore.setAge(Duration.ofMillis(30));
        input = input();
        clock.advanceMillis(59);
        input.wake();
        assertEquals(1, hid.events().size());
        clock.advanceMillis(1);
        input.wake();
        assertEquals(2, hid.events().size());
    }

    /** The hold ends in 5 ms; the keep-alive that extends it is still buffered by the peer. */
    @Test
    void noKeyIsReleasedBeforeBufferedMessagesArrive() {
        say(ann, "050401");
        clock.advanceMillis(95);
        input.deactivate();
        ChannelMessage buffered = message(ann, HIDRPC, "09", 1);
        handoverStore.setAge(Duration.ZERO);
        input = input();
        clock.advanceMillis(10);
        input.wake();
        assertEquals(1, hid.events().size());
        input.message(buffered);
        clock.advanceMillis(80);
        input.wake();
        assertEquals(1, hid.events().size(), "extended to 100 ms after the keep-alive arrived");
        clock.advanceMillis(20);
        input.wake();
        assertEquals(2, hid.events().size());
    }

    @Test
    void queuedMessagesAreHandedOver() {
        input.hid = null;
        say(ann, "050401");
        say(ann, "03000040000000400001");
        say(ann, "050400");
        input.deactivate();
        handoverStore.setAge(Duration.ZERO);
        input = input();
        assertEquals(
                List.of(new HidEvent.Key(4, true), new HidEvent.Pointer(0x4000, 0x4000, 1), new HidEvent.Key(4, false)),
                hid.events());
    }

    /** The peer service has discarded messages older than 500 ms: the key up may be among them. */
    @ParameterizedTest
    @CsvSource({"500, false", "501, true", "4000, true"})
    void keyIsReleasedWhenThisBundleWasAbsentLongerThanMessagesWait(int absentMillis, boolean released) {
        say(ann, "02000400000000");
        input.deactivate();
        handoverStore.setAge(Duration.ofMillis(absentMillis));
        input = input();
        assertEquals(released ? List.of("epoch 1") : List.of(), calls.lines());
        assertEquals(released ? KeysDown.NONE : new KeysDown(0, 4), hid.keysDown());
        assertEquals(1, input.counters().accepted(), "counters are handed over all the same");
    }

    @Test
    void keyIsReleasedWhenNoStateWasSaved() {
        say(ann, "02000400000000");
        input.handoverStore = null;
        input.deactivate();
        input = input();
        assertEquals(List.of("epoch 1"), calls.lines());
        assertEquals(KeysDown.NONE, hid.keysDown());
    }

    static List<SavedState> unreadableStates() {
        Map<String, Object> whole = Map.of(
                "holds", List.of(-1L, -1L),
                "origins", List.of(),
                "messages", List.of(),
                "buttons", 0,
                "releasePending", false,
                "macro", new byte[0],
                "macroEpoch", 0L,
                "peerStates", List.of(),
                "counters", List.of());
        return List.of(
                saved(99, whole, "buttons", 0),
                saved(2, Map.of(), "buttons", 0),
                saved(2, whole, "holds", List.of()),
                saved(2, whole, "holds", List.of("one", "two")),
                saved(2, whole, "origins", List.of(1L)),
                saved(2, whole, "messages", List.of(new byte[] {5, 4, 1})),
                saved(2, whole, "buttons", "none"),
                saved(2, whole, "macroEpoch", 1));
    }

    private static SavedState saved(int schema, Map<String, Object> state, String name, Object value) {
        Map<String, Object> changed = new HashMap<>(state);
        changed.put(name, value);
        return new SavedState(InputHandoverState.ROLE, schema, 1, Duration.ZERO, changed);
    }

    @ParameterizedTest
    @MethodSource("unreadableStates")
    void keyIsReleasedWhenTheSavedStateIsUnreadable(SavedState saved) {
        say(ann, "02000400000000");
        handoverStore.put(saved.role(), saved.schema(), saved.epoch(), saved.state());
        input = input();
        assertEquals(List.of("epoch 1"), calls.lines());
        assertEquals(KeysDown.NONE, hid.keysDown());
    }

    @Test
    void lossOfMessagesReleasesTheKeysOfThePrimaryOnly() {
        say(ann, "02000400000000");
        assertTrue(input.messagesDiscarded(bob, HIDRPC));
        assertEquals(new KeysDown(0, 4), hid.keysDown());
        assertTrue(input.messagesDiscarded(ann, HIDRPC));
        assertEquals(List.of("epoch 1"), calls.lines());
        assertEquals(KeysDown.NONE, hid.keysDown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidrpc", "hidrpc-unreliable-ordered", "hidrpc-unreliable-nonordered"})
    void closedInputChannelReleasesTheKeysOfThePrimaryOnly(String label) {
        say(ann, "02000400000000");
        assertTrue(input.channelEnded(bob, label));
        assertEquals(new KeysDown(0, 4), hid.keysDown());
        assertTrue(input.channelEnded(ann, label));
        assertEquals(List.of("epoch 1"), calls.lines());
        assertEquals(KeysDown.NONE, hid.keysDown());
    }

    @ParameterizedTest
    @CsvSource({
        "keypressReport,key=4;press=false,true",
        "keypressReport,key=4;press=true,false",
        "keyboardReport,modifier=0;keys=5,true",
        "absMouseReport,x=1;y=1;buttons=0,true",
        "absMouseReport,x=1;y=1;buttons=1,false",
        "relMouseReport,dx=1;dy=1;buttons=2,true",
        "wheelReport,wheelY=1,false",
        "releasePrimary,a=1,false"
    })
    void discardedCallThatMayReleaseSomethingReleasesAll(String method, String text, boolean released) {
        say(ann, "02000400000000");
        input.call(call(ann, "absMouseReport", params("x=0;y=0;buttons=1")));
        calls.clear();
        assertTrue(input.callDiscarded(bob, method, params(text), 1), "not in control");
        assertTrue(input.callDiscarded(ann, method, params(text), 0), "of an earlier epoch");
        assertEquals(new KeysDown(0, 4), hid.keysDown());
        assertTrue(input.callDiscarded(ann, method, params(text), 1));
        assertEquals(released ? List.of("epoch 1") : List.of(), calls.lines());
    }

    @Test
    void severalDiscardedCallsReleaseAll() {
        say(ann, "02000400000000");
        assertTrue(input.callDiscarded(ann, "keypressReport", Map.of(), 1));
        assertEquals(KeysDown.NONE, hid.keysDown());
    }

    @Test
    void discardedCallAfterDeactivationIsLeftToTheSuccessor() {
        input.deactivate();
        assertFalse(input.callDiscarded(ann, "keypressReport", Map.of(), 1));
    }

    @Test
    void lossOfMessagesAfterDeactivationIsLeftToTheSuccessor() {
        input.deactivate();
        assertFalse(input.messagesDiscarded(ann, HIDRPC));
    }

    /** The device as it is: the channel closes while this bundle stops, or between it and its successor. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void channelThatClosesDuringTheReplacementReleasesTheKeysOfThePrimary(boolean whileStopping) {
        Map<String, ?> labels = Map.of(ChannelHandler.LABELS, HIDRPC);
        peers.addHandler(input, labels);
        say(ann, "0101");
        say(ann, "02000400000000");
        input.deactivate();
        if (!whileStopping) {
            peers.removeHandler(input);
        }
        peers.closeChannel(ann, HIDRPC);
        peers.removeHandler(input);
        assertEquals(new KeysDown(0, 4), hid.keysDown());
        handoverStore.setAge(Duration.ZERO);
        input = input();
        assertEquals(new KeysDown(0, 4), hid.keysDown(), "not told yet");
        peers.addHandler(input, labels);
        assertEquals(List.of("epoch 1"), calls.lines());
        assertEquals(KeysDown.NONE, hid.keysDown());
        events.clear();
        setLeds(1);
        input.sendState();
        assertTrue(
                events.queued().stream().anyMatch(sent -> sent.peer().equals(ann)),
                "the handshake ended with its channel");
    }

    /** The loss of control has released everything already. */
    @Test
    void nothingIsReleasedWithoutPrimary() {
        coordinator.setRoster(new RosterFixtureBuilder()
                .observer("bob", bob.number())
                .epoch(1)
                .build());
        input = input();
        assertEquals(List.of(), calls.lines());
    }

    @Test
    void timerSleepsAfterAStartWithoutPrimaryAndOutput() {
        HidRpcInput started = new HidRpcInput(clock::nanoTime, Path.of("macros.json"), Standby.NONE);
        started.restore();
        assertTrue(started.wakeAt() < InputPipeline.NEVER, "the roster is not known yet");
        started.coordinator = new FakeCoordinator(new RosterFixtureBuilder().build());
        started.wake();
        assertEquals(InputPipeline.NEVER, started.wakeAt());
    }

    @Test
    void releaseOfALostStateComesBeforeTheNextMessage() {
        say(ann, "02000400000000");
        input.deactivate();
        handoverStore.setAge(Duration.ofSeconds(1));
        hid.beBusyFor(1);
        HidRpcInput successor = new HidRpcInput(clock::nanoTime, Path.of("macros.json"), Standby.NONE);
        successor.coordinator = coordinator;
        successor.handoverStore = handoverStore;
        successor.restore();
        input = successor;
        say(ann, "0200050000000000");
        assertEquals(List.of(), calls.lines(), "no output yet");
        input.hid = hid;
        input.wake();
        input.wake();
        assertEquals(List.of("epoch 1"), calls.lines());
        assertEquals(new KeysDown(0, 5), hid.keysDown());
    }

    /** Its cancellation may be among the discarded messages. */
    @Test
    void macroOfALostStateIsEndedAndItsEndSent() {
        say(ann, "0101");
        input.sendState();
        say(ann, "070100000002" + "0204000000000000" + "14" + "0005000000000000" + "0a");
        input.sendState();
        input.deactivate();
        handoverStore.setAge(Duration.ofMillis(501));
        peers.clearSent();
        input = input();
        clock.advanceMillis(100);
        input.wake();
        assertEquals(List.of(new HidEvent.Keyboard(2, 4)), hid.events());
        input.sendState();
        assertEquals(List.of("3200", "3300000000000000", "340001"), binaries(ann));
    }

    @Test
    void messageAfterDeactivationIsLeftToSuccessor() {
        assertTrue(input.message(message(ann, HIDRPC, "050401", 1)));
        input.deactivate();
        assertFalse(input.message(message(ann, HIDRPC, "050400", 1)), "left to the successor");
        assertEquals(1, hid.events().size());
        assertEquals(0, input.counters().expired());
        assertTrue(input.message(message(ann, HIDRPC, "", 1)), "a malformed message is not left to a successor");
    }

    @Test
    void callAfterDeactivationIsRefusedAndBeginsEpochAgain() {
        input.deactivate();
        CompletionStage<Object> answer = input.call(call(ann, "keypressReport", params("key=4;press=true")));
        assertEquals("temporarily_unavailable", error(answer).data());
        assertTrue(hid.events().isEmpty());
        assertEquals(List.of("epoch 1"), calls.lines());
        assertEquals(1, input.counters().expired());
    }

    @Test
    void macroIsPlayedAndItsStateSent() {
        say(ann, "0101");
        input.sendState();
        peers.clearSent();
        say(ann, "070100000002" + "0204000000000000" + "14" + "0000000000000000" + "0a");
        assertEquals(List.of(new HidEvent.Keyboard(2, 4)), hid.events());
        clock.advanceMillis(20);
        input.wake();
        assertEquals(2, hid.events().size());
        input.sendState();
        assertEquals(List.of("340101"), binaries(ann));
        clock.advanceMillis(10);
        input.wake();
        input.sendState();
        assertEquals(List.of("340101", "340001"), binaries(ann));
    }

    @Test
    void peerThatCompletesTheHandshakeDuringAMacroIsSentItsState() {
        say(ann, "070100000002" + "0204000000000000" + "14" + "0000000000000000" + "0a");
        say(bob, "0101");
        input.sendState();
        assertEquals(List.of("0101", "3200", "3302040000000000", "340101"), binaries(bob));
        clock.advanceMillis(20);
        input.wake();
        clock.advanceMillis(10);
        input.wake();
        peers.clearSent();
        say(ann, "0101");
        input.sendState();
        assertEquals(List.of("3300000000000000", "340001"), binaries(bob));
        assertEquals(List.of("0101", "3200", "3300000000000000"), binaries(ann));
    }

    @Test
    void sessionAdmittedDuringAMacroIsSentItsState() {
        say(ann, "070100000002" + "0204000000000000" + "14" + "0000000000000000" + "0a");
        input.sendState();
        events.clear();
        coordinator.setRoster(new RosterFixtureBuilder()
                .primary("ann", ann.number())
                .observer("bob", bob.number())
                .observer("guest", guest.number())
                .epoch(1)
                .build());
        input.sendState();
        assertTrue(
                events.queued().contains(new RecordingRpcEvents.Queued(guest, new InputStateEvent.Macro(true))),
                () -> events.queued().toString());
    }

    @Test
    void newMacroReplacesTheRunningOneWithAllKeysUpBetween() {
        say(ann, "070100000002" + "0204000000000000" + "14" + "0005000000000000" + "0a");
        say(ann, "070100000001" + "0007000000000000" + "0a");
        clock.advanceMillis(20);
        input.wake();
        assertEquals(
                List.of(new HidEvent.Keyboard(2, 4), new HidEvent.Keyboard(0, 0), new HidEvent.Keyboard(0, 7)),
                hid.events());
    }

    @Test
    void cancelOfAMacroIsAcceptedOnEachChannelFromThePrimaryOnly() {
        for (String label : List.of(HIDRPC, "hidrpc-unreliable-ordered", "hidrpc-unreliable-nonordered")) {
            say(ann, "070100000001" + "0004000000000000" + "ff");
            input.message(message(bob, label, "08", 0));
            int before = hid.events().size();
            input.message(message(ann, label, "08", 1));
            assertEquals(new HidEvent.Keyboard(0, 0), hid.events().getLast());
            assertEquals(before + 1, hid.events().size());
        }
    }

    @ParameterizedTest
    @EnumSource(MacroEnd.class)
    void senderOfAMacroIsToldWhyItEndedEarly(MacroEnd reason) {
        StubPorts ports = new StubPorts();
        input.ports = ports;
        say(ann, "070100000002" + "0204000000000000" + "14" + "0005000000000000" + "0a");
        clock.advanceMillis(20);
        switch (reason) {
            case CANCELLED -> say(ann, "08");
            case REPLACED -> say(ann, "070100000000");
            case CONTROL_LOST -> {
                Roster before = coordinator.roster();
                coordinator.setRoster(handedToBob());
                input.changed(before, coordinator.roster(), List.of());
            }
            case TARGET_OFF -> ports.state = UsbState.ATTACHED;
            case TARGET_BUSY -> {
                hid.beBusyFor(2);
                input.wake();
                clock.advanceMillis(501);
            }
            case INTERRUPTED -> input.messagesDiscarded(ann, HIDRPC);
        }
        input.wake();
        input.events = null;
        assertFalse(input.sendState());
        input.events = events;
        assertTrue(input.sendState());
        input.sendState();
        assertEquals(List.of(new RecordingRpcEvents.Queued(ann, new InputStateEvent.MacroEndedEarly(reason))), ends());
    }

    @Test
    void macroForASleepingTargetIsPlayedToItsEnd() {
        StubPorts ports = new StubPorts();
        ports.state = UsbState.SUSPENDED;
        input.ports = ports;
        say(ann, "070100000001" + "0004000000000000" + "14");
        clock.advanceMillis(20);
        input.wake();
        input.sendState();
        assertEquals(List.of(new HidEvent.Keyboard(0, 4)), hid.events());
        assertEquals(List.of(), ends());
    }

    @Test
    void senderOfAMacroIsToldOfItsEndByASuccessor() {
        say(ann, "070100000002" + "0204000000000000" + "14" + "0005000000000000" + "0a");
        input.deactivate();
        input = input();
        say(ann, "08");
        input.sendState();
        assertEquals(
                List.of(new RecordingRpcEvents.Queued(ann, new InputStateEvent.MacroEndedEarly(MacroEnd.CANCELLED))),
                ends());
    }

    @Test
    void pointerIsNudgedThereAndBackAfterATimeWithoutInput() {
        input.ports = new StubPorts();
        say(bob, "050401");
        clock.advanceMillis(59_999);
        input.nudge(Duration.ofMinutes(1));
        assertEquals(List.of(), hid.events());
        clock.advanceMillis(1);
        input.nudge(Duration.ofMinutes(1));
        assertEquals(
                List.of(
                        new RecordingHidOutput.Submitted(new HidEvent.Move(1, 0, 0), 1),
                        new RecordingHidOutput.Submitted(new HidEvent.Move(-1, 0, 0), 1)),
                hid.submitted());
    }

    @Test
    void pointerIsNudgedWithoutAPrimaryToo() {
        input.ports = new StubPorts();
        coordinator.setRoster(new RosterFixtureBuilder().epoch(1).build());
        clock.advanceMillis(60_000);
        input.nudge(Duration.ofMinutes(1));
        assertEquals(2, hid.events().size());
    }

    /** Each begins a minute before the nudge. */
    @ParameterizedTest
    @ValueSource(strings = {"020004", "020400", "03000040000000400001", "06000001", "07"})
    void pointerIsNotNudgedWhileAKeyOrButtonIsDownOrAMacroRuns(String message) {
        input.ports = new StubPorts();
        say(ann, message.startsWith("07") ? "070100000002" + "0000000000000000ff" + "000000000000000000" : message);
        int before = hid.events().size();
        clock.advanceMillis(message.startsWith("07") ? 100 : 60_000);
        input.nudge(message.startsWith("07") ? Duration.ZERO : Duration.ofMinutes(1));
        assertEquals(before, hid.events().size());
    }

    @Test
    void buttonOfAnEarlierPrimaryDoesNotPreventANudge() {
        input.ports = new StubPorts();
        say(ann, "06000001");
        coordinator.setRoster(handedToBob());
        hid.setEpoch(2);
        clock.advanceMillis(60_000);
        input.nudge(Duration.ofMinutes(1));
        assertEquals(new HidEvent.Move(-1, 0, 0), hid.events().getLast());
    }

    @ParameterizedTest
    @EnumSource(
            value = UsbState.class,
            names = {"NOT_ATTACHED", "ATTACHED", "ADDRESSED", "SUSPENDED"})
    void targetThatIsAbsentOrAsleepIsNotNudged(UsbState state) {
        StubPorts ports = new StubPorts();
        ports.state = state;
        input.ports = ports;
        clock.advanceMillis(60_000);
        input.nudge(Duration.ofMinutes(1));
        assertEquals(List.of(), hid.events());
    }

    private List<RecordingRpcEvents.Queued> ends() {
        return events.queued().stream()
                .filter(queued -> queued.event() instanceof InputStateEvent.MacroEndedEarly)
                .toList();
    }

    private static final class StubPorts implements ReportPorts {

        UsbState state = UsbState.CONFIGURED;

        @Override
        public PortLease lease(Start start) {
            throw new AssertionError("input takes no lease");
        }

        @Override
        public UsbState state() {
            return state;
        }

        @Override
        public int leds() {
            return 0;
        }
    }

    @Test
    void cancelledMacroReleasesAllKeys() {
        say(ann, "0101");
        input.sendState();
        peers.clearSent();
        say(ann, "070100000002" + "0204000000000000" + "14" + "0005000000000000" + "0a");
        input.sendState();
        say(ann, "08");
        clock.advanceMillis(100);
        input.wake();
        assertEquals(List.of(new HidEvent.Keyboard(2, 4), new HidEvent.Keyboard(0, 0)), hid.events());
        input.sendState();
        assertEquals(List.of("3302040000000000", "340101", "3300000000000000", "340001"), binaries(ann));
    }

    @Test
    void s22MacroEndsWhenControlPasses() {
        say(ann, "070100000002" + "0204000000000000" + "14" + "0005000000000000" + "0a");
        Roster before = coordinator.roster();
        coordinator.setRoster(handedToBob());
        hid.setEpoch(2);
        input.changed(before, coordinator.roster(), List.of());
        clock.advanceMillis(100);
        input.wake();
        assertEquals(1, hid.events().size());
        input.sendState();
        InputStateEvent ended = new InputStateEvent.Macro(false);
        assertTrue(
                events.queued().stream().anyMatch(queued -> queued.event().equals(ended)),
                () -> events.queued().toString());
    }

    @Test
    void noMacroStepIsWrittenAfterNewEpochBeforeRosterChange() {
        say(ann, "070100000002" + "0204000000000000" + "14" + "0005000000000000" + "0a");
        hid.setEpoch(2);
        clock.advanceMillis(100);
        input.wake();
        assertEquals(1, hid.events().size());
        coordinator.setRoster(handedToBob());
        clock.advanceMillis(100);
        input.wake();
        assertEquals(1, hid.events().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keyboardReport | modifier=2;keys=4,5 | Keyboard[modifiers=2, keys=1284]",
                "keyboardReport | modifier=0;keys=1,2,3,4,5,6,7 | Keyboard[modifiers=0, keys=6618611909121]",
                "keyboardReport | modifier=0;keys= | Keyboard[modifiers=0, keys=0]",
                "keyboardReport | modifier=256;keys= | ! modifier must be within 0–255",
                "keyboardReport | modifier=0;keys=1,2,3,4,5,6,256 | ! keys must be within 0–255",
                "keyboardReport | keys=4 | ! missing parameter: modifier",
                "keyboardReport | modifier=0 | ! missing parameter: keys",
                "keypressReport | key=4;press=true | Key[usage=4, down=true]",
                "keypressReport | key=4.9;press=false | Key[usage=4, down=false]",
                "keypressReport | key=-1;press=true | ! key must be within 0–255",
                "keypressReport | key=4;press=1 | ! press must be true or false",
                "absMouseReport | x=16384;y=0;buttons=1 | Pointer[x=16384, y=0, buttons=1]",
                "absMouseReport | x=-3;y=40000;buttons=255 | Pointer[x=0, y=32767, buttons=31]",
                "absMouseReport | x=1e300;y=0.9;buttons=0 | Pointer[x=32767, y=0, buttons=0]",
                "absMouseReport | x=1;y=1;buttons=256 | ! buttons must be within 0–255",
                "absMouseReport | x=1;y=yes;buttons=0 | ! y must be a number",
                "relMouseReport | dx=-200;dy=1.9;buttons=0 | Move[dx=-127, dy=1, buttons=0]",
                "wheelReport | wheelY=-1.2 | Wheel[vertical=-1, horizontal=0]",
                "wheelReport | wheelY=1;wheelX=3 | Wheel[vertical=1, horizontal=3]",
                "wheelReport | wheelY=0;wheelX=-1.9 | Wheel[vertical=0, horizontal=-1]",
                "wheelReport | wheelY=1;wheelX=yes | ! wheelX must be a number",
                "wheelReport | wheelY=500 | Wheel[vertical=127, horizontal=0]",
                "wheelReport | wheelY=0.9 | -",
                "wheelReport | wheelX=1 | ! missing parameter: wheelY",
            })
    void methodParametersAreDecoded(String method, String params, String expected) {
        CompletionStage<Object> answer = input.call(call(ann, method, params(params)));
        if (expected.startsWith("! ")) {
            assertEquals(expected.substring(2), error(answer).data());
            assertEquals(RpcException.INTERNAL, error(answer).code());
            assertTrue(hid.events().isEmpty());
        } else {
            assertEquals(RpcResult.VOID, answer.toCompletableFuture().join());
            assertEquals(
                    expected.equals("-") ? "[]" : "[" + expected + "]",
                    hid.events().toString());
        }
    }

    @Test
    void fractionsOfTheWheelAreSummedForEachSender() {
        for (int i = 0; i < 5; i++) {
            input.call(call(ann, "wheelReport", params("wheelY=-0.2;wheelX=0.4")));
            input.call(call(bob, "wheelReport", params("wheelY=0.2;wheelX=-0.4")));
        }
        assertEquals(List.of(new HidEvent.Wheel(0, 1), new HidEvent.Wheel(-1, 1)), hid.events());
    }

    @Test
    void callWithoutControlIsRefusedWithReason() {
        assertEquals(
                "not_in_control",
                error(input.call(call(bob, "wheelReport", params("wheelY=1")))).data());
        RpcCall stale = new RpcCall("wheelReport", params("wheelY=1"), new SessionId("ann"), ann, clock.nanoTime(), 0);
        assertEquals("stale_epoch", error(input.call(stale)).data());
    }

    @Test
    void callWaitsForHidOutputAndIsRefusedAfterTimeout() {
        input.hid = null;
        CompletionStage<Object> first = input.call(call(ann, "keypressReport", params("key=4;press=true")));
        assertFalse(first.toCompletableFuture().isDone());
        input.hid = hid;
        input.wake();
        assertEquals(RpcResult.VOID, first.toCompletableFuture().join());
        input.hid = null;
        CompletionStage<Object> second = input.call(call(ann, "wheelReport", params("wheelY=1")));
        clock.advanceMillis(501);
        input.wake();
        assertEquals("temporarily_unavailable", error(second).data());
        assertTrue(error(second).retryAfterMillis() > 0);
    }

    @Test
    void keyPressedByCallIsReleasedAfter100Milliseconds() {
        input.call(call(ann, "keypressReport", params("key=4;press=true")));
        clock.advanceMillis(100);
        input.wake();
        assertEquals(2, hid.events().size());
    }

    @Test
    void keyAndLedStateAreAnswered() {
        hid.setKeysDown(new KeysDown(2, 4));
        hid.setLeds(0x42);
        assertEquals(
                "{modifier=2, keys=[4, 0, 0, 0, 0, 0]}",
                sorted(input.call(call(bob, "getKeyDownState", Map.of())), "modifier", "keys"));
        assertEquals(
                input.call(call(bob, "getKeyDownState", Map.of()))
                        .toCompletableFuture()
                        .join(),
                input.call(call(bob, "getKeysDownState", Map.of()))
                        .toCompletableFuture()
                        .join());
        assertEquals(
                Map.of(
                        "num_lock", false,
                        "caps_lock", true,
                        "scroll_lock", false,
                        "compose", false,
                        "kana", false,
                        "shift", true),
                input.call(call(bob, "getKeyboardLedState", Map.of()))
                        .toCompletableFuture()
                        .join());
        assertEquals(
                List.of(),
                input.call(call(bob, "getKeyboardMacros", Map.of()))
                        .toCompletableFuture()
                        .join());
    }

    /** An output that fails at every step must not make the timer spin; a key is released once it works again. */
    @Test
    void failedTickIsRepeatedAfter100Milliseconds() {
        say(ann, "050401");
        clock.advanceMillis(150);
        input.hid = new StubHid(() -> {
            throw new IllegalStateException("broken on purpose");
        });
        input.wake();
        assertEquals(clock.nanoTime() + 100_000_000, input.wakeAt());
        input.hid = hid;
        clock.advanceMillis(100);
        input.wake();
        assertEquals(List.of(new HidEvent.Key(4, true), new HidEvent.Key(4, false)), hid.events());
    }

    /** A class of the output is missing because its bundle is being replaced. */
    @Test
    void messageWaitsForAnOutputThatThrows() {
        say(ann, "02000400000000");
        input.hid = new StubHid(() -> {
            throw new NoClassDefFoundError("gone on purpose");
        });
        say(ann, "02000000000000");
        say(ann, "02000500000000");
        assertTrue(input.wakeAt() <= clock.nanoTime() + 20_000_000, "the timer is set");
        input.hid = hid;
        clock.advanceMillis(20);
        input.wake();
        assertEquals(
                List.of(new HidEvent.Keyboard(0, 4), new HidEvent.Keyboard(0, 0), new HidEvent.Keyboard(0, 5)),
                hid.events());
        assertEquals(List.of(), calls.lines().stream().filter("epoch 1"::equals).toList());
    }

    @Test
    void keyIsReleasedWhenTheMessageThatReleasesItWaitsTooLong() {
        say(ann, "02000400000000");
        input.hid = new StubHid(() -> {
            throw new NoClassDefFoundError("gone on purpose");
        });
        say(ann, "02000000000000");
        clock.advanceMillis(501);
        input.hid = hid;
        input.wake();
        assertEquals(KeysDown.NONE, hid.keysDown());
        assertTrue(calls.lines().contains("epoch 1"), () -> calls.lines().toString());
    }

    /** The timer's thread is inside the HID output when deactivation begins. */
    @Test
    void stateIsSavedBeforeDeactivationEnds() throws Exception {
        say(ann, "050401");
        clock.advanceMillis(100);
        CountDownLatch reached = new CountDownLatch(1);
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        input.hid = new StubHid(() -> {
            reached.countDown();
            goOn.join();
            return Outcome.done();
        });
        Thread ticking = Thread.ofPlatform().start(() -> input.wake());
        reached.await();
        CompletableFuture<Boolean> saved = new CompletableFuture<>();
        Thread deactivating = Thread.ofPlatform().start(() -> {
            input.deactivate();
            saved.complete(handoverStore.holds(InputHandoverState.ROLE));
        });
        while (deactivating.getState() != Thread.State.TIMED_WAITING
                && deactivating.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
        goOn.complete(null);
        assertTrue(saved.get(2 * Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        ticking.join();
    }

    @Test
    void messageIsAuthorisedOnceWhenNothingIsQueued() {
        say(ann, "050401");
        int before = coordinator.rosterReads();
        say(ann, "050400");
        assertEquals(2, hid.events().size());
        assertEquals(1, coordinator.rosterReads() - before);
    }

    /** The output refuses the first attempt; control passes before the second. */
    @Test
    void messageThatWaitedIsAuthorisedAgain() {
        hid.beBusyFor(1);
        say(ann, "050401");
        coordinator.setRoster(handedToBob());
        input.wake();
        assertTrue(hid.events().isEmpty());
        assertEquals(new InputCounters(0, 0, 1, 0, 0, 0), input.counters());
    }

    /** The send blocks until the next report has been written by the thread that notified the listener. */
    @Test
    void blockedSendDelaysNeitherWriterNorInput() throws Exception {
        BlockingEvents blocking = new BlockingEvents();
        input.events = blocking;
        input.activate();
        setKeys(new KeysDown(0, 4));
        blocking.entered.await();
        setKeys(new KeysDown(0, 5));
        setLeds(2);
        say(ann, "0401");
        assertEquals(List.of(new HidEvent.Wheel(1, 0)), hid.events());
        blocking.release.countDown();
        String last = bob + " " + new InputStateEvent.Keys(new KeysDown(0, 5));
        while (!blocking.sent.contains(last)) {
            Thread.onSpinWait();
        }
        assertEquals(Set.of("baton-input-state"), blocking.threads);
        input.deactivate();
    }

    @Test
    void errorOnTheStateThreadIsReportedAsFatal() throws Exception {
        BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
        input.fatal = reasons::add;
        input.peers = null;
        input.events = new RpcEvents() {
            @Override
            public void send(PeerId peer, InputStateEvent event) {
                throw new OutOfMemoryError("on purpose");
            }

            @Override
            public boolean isHandedOver(PeerId peer) {
                return true;
            }
        };
        input.activate();
        setKeys(new KeysDown(0, 4));
        assertEquals(
                "thread baton-input-state died: java.lang.OutOfMemoryError",
                reasons.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        input.deactivate();
    }

    @Test
    void errorOfTheHidOutputIsReportedAsFatal() {
        List<String> reasons = new ArrayList<>();
        input.fatal = reasons::add;
        input.hid = new StubHid(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        say(ann, "050401");
        assertEquals(List.of("input task died: java.lang.OutOfMemoryError"), reasons);
    }

    @Test
    void deactivationLeavesNoThread() {
        input.activate();
        say(ann, "050401");
        assertFalse(LiveThreads.named("baton-").isEmpty());
        input.deactivate();
        assertEquals(List.of(), LiveThreads.left("baton-"));
    }

    @Test
    void stateRefusedByAFullChannelIsSentAgain() {
        say(ann, "0101");
        input.sendState();
        peers.clearSent();
        peers.clog(ann);
        setKeys(new KeysDown(0, 4));
        assertFalse(input.sendState());
        peers.unclog(ann);
        assertTrue(input.sendState());
        assertEquals(List.of("3300040000000000"), binaries(ann));
    }

    /** A key was released while no instance was there to notice. */
    @Test
    void successorSendsStateToPeersOfItsPredecessor() {
        say(ann, "0101");
        setKeys(new KeysDown(0, 4));
        input.sendState();
        input.deactivate();
        hid.setKeysDown(KeysDown.NONE);
        peers.clearSent();
        input = input();
        input.sendState();
        assertEquals(List.of("3200", "3300000000000000"), binaries(ann));
    }

    @Test
    void privateKeystrokesAreShownToThePrimaryOnly() {
        say(ann, "0101");
        say(bob, "0101");
        setKeys(new KeysDown(0, 4));
        input.sendState();
        peers.clearSent();

        coordinator.setRoster(privateKeystrokes(1, "ann"));
        input.sendState();
        assertEquals(List.of(), binaries(ann));
        assertEquals(List.of("3300000000000000"), binaries(bob), "an observer sees no key any more, at once");
        assertEquals(
                "{modifier=0, keys=[0, 0, 0, 0, 0, 0]}",
                sorted(input.call(call(bob, "getKeyDownState", Map.of())), "modifier", "keys"));
        assertEquals(
                "{modifier=0, keys=[4, 0, 0, 0, 0, 0]}",
                sorted(input.call(call(ann, "getKeysDownState", Map.of())), "modifier", "keys"));

        peers.clearSent();
        coordinator.setRoster(privateKeystrokes(2, "bob"));
        input.sendState();
        assertEquals(List.of("3300000000000000"), binaries(ann), "the previous primary sees none");
        assertEquals(List.of("3300040000000000"), binaries(bob), "the new primary sees them");
    }

    @Test
    void storedMacrosAreShownToThePrimaryOnlyWhileKeystrokesArePrivate(@TempDir Path directory) {
        HidRpcInput stored = new HidRpcInput(clock::nanoTime, directory.resolve("macros.json"), Standby.NONE);
        stored.coordinator = coordinator;
        RecordingAudit audit = new RecordingAudit();
        stored.audit = audit;
        Map<String, Object> macro = Map.of(
                "id",
                "m",
                "name",
                "n",
                "sortOrder",
                1L,
                "steps",
                List.of(Map.of("keys", List.of("KeyA"), "modifiers", List.of(), "delay", 50L)));
        Map<String, Object> params = Map.of("params", Map.of("macros", List.of(macro)));
        assertEquals(
                RpcResult.VOID,
                stored.call(call(ann, "setKeyboardMacros", params))
                        .toCompletableFuture()
                        .join());
        assertEquals(
                List.of(new AuditEvent(
                        "keyboard_macros", "", "192.0.2.1", "done", Map.of("macros", 1, "session", "ann"))),
                audit.entries);
        assertEquals(List.of(macro), macros(stored, bob));
        coordinator.setRoster(privateKeystrokes(1, "ann"));
        assertEquals(
                "not_in_control",
                error(stored.call(call(bob, "getKeyboardMacros", Map.of()))).data());
        assertEquals(List.of(macro), macros(stored, ann));
        stored.deactivate();
    }

    private Object macros(HidRpcInput stored, PeerId peer) {
        return stored.call(call(peer, "getKeyboardMacros", Map.of()))
                .toCompletableFuture()
                .join();
    }

    private Roster privateKeystrokes(long epoch, String primary) {
        RosterFixtureBuilder builder = new RosterFixtureBuilder()
                .settings(Settings.DEFAULTS.with(Setting.PRIVATE_KEYSTROKES, true))
                .epoch(epoch);
        return primary.equals("ann")
                ? builder.primary("ann", ann.number())
                        .observer("bob", bob.number())
                        .build()
                : builder.observer("ann", ann.number())
                        .primary("bob", bob.number())
                        .build();
    }

    private void setKeys(KeysDown keys) {
        hid.setKeysDown(keys);
        input.keysDown(keys);
    }

    private void setLeds(int bits) {
        hid.setLeds(bits);
        input.leds(bits);
    }

    /** Blocks each send until it is released. */
    private static final class BlockingEvents implements RpcEvents {

        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final List<String> sent = new CopyOnWriteArrayList<>();
        final Set<String> threads = ConcurrentHashMap.newKeySet();

        @Override
        public void send(PeerId peer, InputStateEvent event) {
            threads.add(Thread.currentThread().getName());
            entered.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            sent.add(peer + " " + event);
        }

        @Override
        public boolean isHandedOver(PeerId peer) {
            return true;
        }
    }

    private HidRpcInput input() {
        HidRpcInput made = new HidRpcInput(clock::nanoTime, Path.of("macros.json"), Standby.NONE, Patience.LONGEST);
        made.coordinator = coordinator;
        made.hid = hid;
        made.peers = peers;
        made.handoverStore = handoverStore;
        made.events = events;
        made.restore();
        return made;
    }

    private Roster roster(long epoch) {
        return new RosterFixtureBuilder()
                .primary("ann", ann.number())
                .observer("bob", bob.number())
                .pending("guest", guest.number())
                .epoch(epoch)
                .build();
    }

    private Roster handedToBob() {
        return new RosterFixtureBuilder()
                .observer("ann", ann.number())
                .primary("bob", bob.number())
                .epoch(2)
                .build();
    }

    private void say(PeerId peer, String hex) {
        input.message(message(peer, HIDRPC, hex, 1));
    }

    private ChannelMessage message(PeerId peer, String label, String hex, long fencingToken) {
        return new ChannelMessage(peer, label, false, HexFormat.of().parseHex(hex), clock.nanoTime(), fencingToken);
    }

    private List<String> binaries(PeerId peer) {
        return peers.sent().stream()
                .filter(sent -> sent.peer().equals(peer) && sent.label().equals(HIDRPC))
                .map(sent -> HexFormat.of().formatHex(sent.data()))
                .toList();
    }

    private RpcCall call(PeerId peer, String method, Map<String, Object> params) {
        return new RpcCall(method, params, new SessionId("ann"), peer, clock.nanoTime(), 1);
    }

    /** {@code a=1;b=2,3;c=true} as JSON gives it; {@code keys} is a list. */
    private static Map<String, Object> params(String text) {
        Map<String, Object> params = new HashMap<>();
        for (String pair : text.split(";", -1)) {
            String name = pair.substring(0, pair.indexOf('='));
            String value = pair.substring(pair.indexOf('=') + 1);
            params.put(name, name.equals("keys") ? list(value) : json(value));
        }
        return params;
    }

    private static List<Object> list(String text) {
        List<Object> list = new ArrayList<>();
        for (String value : text.split(",", -1)) {
            if (!value.isEmpty()) {
                list.add(json(value));
            }
        }
        return list;
    }

    private static Object json(String value) {
        if (value.equals("true") || value.equals("false")) {
            return Boolean.valueOf(value);
        }
        if (value.matches("-?[0-9]+")) {
            return Long.valueOf(value);
        }
        return value.matches("-?[0-9.e]+") ? Double.valueOf(value) : value;
    }

    private static RpcException error(CompletionStage<Object> answer) {
        try {
            answer.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RpcException refused) {
                return refused;
            }
        }
        throw new AssertionError("the call was not refused");
    }

    private static String sorted(CompletionStage<Object> answer, String... names) {
        Map<?, ?> map = (Map<?, ?>) answer.toCompletableFuture().join();
        List<String> parts = new ArrayList<>();
        for (String name : names) {
            parts.add(name + "=" + map.get(name));
        }
        return "{" + String.join(", ", parts) + "}";
    }

    /** An output in epoch 1 that does with an event what a test says. */
    private record StubHid(Supplier<Outcome> answer) implements HidOutput {

        @Override
        public Outcome submit(HidEvent event, long epoch) {
            return answer.get();
        }

        @Override
        public CompletionStage<Outcome> beginEpoch(long epoch, HidEvent.@Nullable Keyboard chord) {
            return CompletableFuture.completedFuture(Outcome.done());
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public KeysDown keysDown() {
            return KeysDown.NONE;
        }

        @Override
        public int leds() {
            return 0;
        }
    }
}
