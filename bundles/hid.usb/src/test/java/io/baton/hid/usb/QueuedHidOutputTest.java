// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import static io.baton.testkit.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.handover.SavedState;
import io.baton.hid.HidEvent;
import io.baton.hid.HidListener;
import io.baton.hid.KeysDown;
import io.baton.port.ReportPorts.Start;
import io.baton.port.WriteResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.FakeHandoverStore;
import io.baton.testkit.LiveThreads;
import io.baton.testkit.ManualClock;
import io.baton.testkit.Patience;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole output with its thread, and one output after the other, on a clock that stands: nothing is late. */
class QueuedHidOutputTest {

    private static final String UP = "K 00 00 00 00 00 00 00 00";
    private static final String A = "K 00 00 04 00 00 00 00 00";
    private static final String STILL = "R 00 00 00 00";

    private final ManualClock clock = new ManualClock();
    private final FakePorts ports = new FakePorts();
    private final FakeHandoverStore handoverStore = new FakeHandoverStore();
    private final FakeCoordinator coordinator = new FakeCoordinator(
            new RosterFixtureBuilder().primary("ann", 1).epoch(1).build());
    private final List<KeysDown> notified = new CopyOnWriteArrayList<>();
    private volatile boolean deviceStops;
    private volatile QueuedHidOutput present = start();

    @AfterEach
    void stop() {
        present.deactivate();
    }

    @Test
    void submittedKeyIsWrittenAndNotified() {
        assertDone(submit(key(0x04, true)));
        assertDone(submit(key(0x04, false)));
        awaitWritten(UP, STILL, A, UP);
        await().until(() -> notified.size() >= 2);
        assertEquals(List.of(KeysDown.NONE, new KeysDown(0, 4), KeysDown.NONE), notified);
    }

    @Test
    void gaugeTellsTheLeaseAndTheReportsWritten() {
        assertTrue(present.get().endsWith(" lease=0"), present.get());
        assertDone(submit(key(0x04, true)));
        awaitWritten(UP, STILL, A);
        await().until(() ->
                present.get().startsWith("hid written=3 ") && present.get().endsWith(" lease=1"));
    }

    @Test
    void olderEpochIsRefused() throws Exception {
        assertDone(present.beginEpoch(2).toCompletableFuture().join());
        assertRefused(Reason.STALE_EPOCH, present.submit(key(0x04, true), 1));
        assertRefused(
                Reason.STALE_EPOCH, present.beginEpoch(1).toCompletableFuture().join());
        assertEquals(2, present.epoch());
    }

    @Test
    void withoutPortsSubmitAndBeginEpochAreRefusedTargetOff() throws Exception {
        present.ports = null;
        assertRefused(Reason.TARGET_OFF, submit(key(0x04, true)));
        assertRefused(
                Reason.TARGET_OFF, present.beginEpoch(2).toCompletableFuture().join());
    }

    @Test
    void ledReportWithUndefinedBitsIsIgnored() {
        ports.leds = 0x02;
        present.leds(0x02);
        await().until(() -> present.leds() == 0x02);
        ports.leds = 0xa1;
        present.leds(0xa1);
        ports.leds = 0x41;
        present.leds(0x41);
        await().until(() -> present.leds() == 0x41);
    }

    /** The queue is full when the port takes nothing; nothing accepted is lost when it takes again. */
    @Test
    void fullQueueIsBusyAndLosesNoAcceptedEvent() {
        submit(key(0x04, true));
        awaitWritten(UP, STILL, A);
        ports.written.clear();
        ports.answer = WriteResult.BUSY;
        List<String> expected = new ArrayList<>();
        int taken = 0;
        while (submit(new HidEvent.Keyboard(0, 5 + taken % 2)) instanceof Outcome.Done) {
            expected.add("K 00 00 0" + (5 + taken % 2) + " 00 00 00 00 00");
            taken++;
        }
        assertRefused(Reason.BUSY, submit(key(0x04, false)));
        ports.answer = WriteResult.WRITTEN;
        await().until(() -> ports.written.size() >= expected.size());
        assertEquals(expected, ports.written);
    }

    /** A class of the listener's bundle is missing because the bundle is being replaced. */
    @Test
    void listenerWithLinkageErrorAffectsNeitherWriterNorOtherListeners() {
        HidListener healthy = present.listeners.getFirst();
        present.listeners = List.of(
                new HidListener() {
                    @Override
                    public void keysDown(KeysDown keys) {
                        throw new NoClassDefFoundError("gone on purpose");
                    }
                },
                healthy);
        submit(key(0x04, true));
        submit(key(0x04, false));
        awaitWritten(UP, STILL, A, UP);
        await().until(() -> notified.size() >= 2 && notified.getLast().equals(KeysDown.NONE));
    }

    @Test
    void heldKeyIsReportedOnceDownAndOnceUpAcrossReplacement() {
        submit(key(0x04, true));
        awaitWritten(UP, STILL, A);
        update();
        assertEquals(new KeysDown(0, 4), present.keysDown());
        submit(key(0x04, false));
        awaitWritten(UP, STILL, A, UP);
        assertEquals(List.of(Start.NEUTRAL, Start.ADOPTED), ports.leases);
    }

    /** An output that wrote nothing knows nothing: what was before it may still be down. */
    @Test
    void successorOfAnOutputThatNeverWroteBeginsNeutral() {
        update();
        awaitWritten(UP, STILL);
        assertEquals(List.of(Start.NEUTRAL), ports.leases);
    }

    @Test
    void heldButtonIsAdoptedAcrossReplacement() {
        submit(new HidEvent.Pointer(16, 32, 1));
        awaitWritten(UP, STILL, "A 01 01 10 00 20 00");
        update();
        submit(new HidEvent.Move(1, 1, 0));
        awaitWritten(UP, STILL, "A 01 01 10 00 20 00", "A 01 00 10 00 20 00", "R 00 01 01 00");
    }

    @Test
    void successorInALaterEpochBeginsNeutral() {
        submit(key(0x04, true));
        awaitWritten(UP, STILL, A);
        present.deactivate();
        coordinator.setRoster(
                new RosterFixtureBuilder().primary("bob", 2).epoch(2).build());
        present = start();
        awaitWritten(UP, STILL, A, UP, STILL);
        assertEquals(2, present.epoch());
        assertRefused(Reason.STALE_EPOCH, submit(key(0x05, true)));
        await().until(() -> notified.getLast().equals(KeysDown.NONE));
    }

    @Test
    void successorWithoutCoordinatorContinuesInTheSavedEpoch() {
        submit(key(0x04, true));
        awaitWritten(UP, STILL, A);
        present.deactivate();
        QueuedHidOutput next = new QueuedHidOutput(clock::nanoTime, Standby.NONE, () -> false, Patience.LONGEST);
        next.ports = ports;
        next.input = new IdleInput();
        next.handoverStore = handoverStore;
        next.activate();
        present = next;
        assertEquals(1, next.epoch());
        assertEquals(new KeysDown(0, 4), next.keysDown());
    }

    /** After 450 ms the ports may have turned neutral by themselves. */
    @Test
    void successorAfter450MillisecondsBeginsNeutral() {
        submit(key(0x04, true));
        awaitWritten(UP, STILL, A);
        handoverStore.setAge(Duration.ofMillis(450));
        update();
        awaitWritten(UP, STILL, A, UP, STILL);
        assertEquals(List.of(Start.NEUTRAL, Start.NEUTRAL), ports.leases);
    }

    @Test
    void successorWithoutSavedStateTakesNoLeaseBeforeItsFirstEvent() {
        submit(key(0x04, true));
        awaitWritten(UP, STILL, A);
        present.handoverStore = null;
        update();
        await().until(() -> !notified.isEmpty());
        assertEquals(List.of(Start.NEUTRAL), ports.leases);
        submit(key(0x05, true));
        awaitWritten(UP, STILL, A, UP, STILL, "K 00 00 05 00 00 00 00 00");
    }

    @Test
    void errorOnTheWriterThreadIsReportedAsFatal() throws Exception {
        BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
        present.fatal = reasons::add;
        ports.failure = new OutOfMemoryError("on purpose");
        submit(key(0x04, true));
        assertEquals(
                "thread baton-hid-writer died: java.lang.OutOfMemoryError",
                reasons.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void exceptionOfThePortsIsNotFatal() {
        List<String> reasons = new CopyOnWriteArrayList<>();
        present.fatal = reasons::add;
        ports.failure = new NoClassDefFoundError("gone on purpose");
        submit(key(0x04, true));
        await().until(() -> ports.failures.get() >= 2);
        ports.failure = null;
        awaitWritten(UP, STILL, A);
        assertEquals(List.of(), reasons);
    }

    /** The usage 0xd7 and the modifiers 0xb9, in any notation, are in no log line. */
    @Test
    void keystrokesAppearInNoLogLineWhateverFails() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream standardError = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            HidListener healthy = present.listeners.getFirst();
            present.listeners = List.of(
                    new HidListener() {
                        @Override
                        public void keysDown(KeysDown keys) {
                            throw new IllegalStateException("broken on purpose");
                        }
                    },
                    healthy);
            submit(new HidEvent.Keyboard(0xb9, 0xd7));
            await().until(() -> notified.contains(new KeysDown(0xb9, 0xd7)));
            ports.revoke();
            ports.failure = new NoClassDefFoundError("gone on purpose");
            submit(new HidEvent.Keyboard(0xb9, 0xd7b9));
            await().until(() -> ports.failures.get() >= 2);
            ports.refuseSlowly(clock);
            present.deactivate();
            ports.failure = null;
            handoverStore.setAge(Duration.ofSeconds(1));
            present = start();
            present.deactivate();
        } finally {
            System.setErr(standardError);
        }
        String lines = log.toString(StandardCharsets.UTF_8).replaceAll("\\.java:\\d+\\)", ".java)");
        assertTrue(lines.contains("listener failed") && lines.contains("state discarded"), lines);
        assertFalse(
                Pattern.compile("(?i)\\b(0x)?(d7|b9)\\b|\\b(215|185|-41|-71)\\b")
                        .matcher(lines)
                        .find(),
                lines);
        present = start();
    }

    @Test
    void stopOfTheDeviceReleasesKeysAndButtonsAndLeavesNoState() {
        submit(key(0x04, true));
        submit(new HidEvent.Pointer(16, 32, 1));
        awaitWritten(UP, STILL, A, "A 01 01 10 00 20 00");
        ports.written.clear();
        deviceStops = true;
        present.deactivate();
        assertEquals(List.of(UP, "A 01 00 10 00 20 00", STILL), ports.written);
        assertFalse(ports.held());
        assertTrue(handoverStore.take(HidHandoverState.ROLE).isEmpty());
    }

    @Test
    void busyPortIsNeutralAfterTheStopOfTheDevice() {
        submit(key(0x04, true));
        awaitWritten(UP, STILL, A);
        ports.written.clear();
        ports.next.addAll(Collections.nCopies(5, WriteResult.BUSY));
        deviceStops = true;
        present.deactivate();
        assertEquals(List.of(), ports.next, "the port was busy meanwhile");
        assertEquals(List.of(UP, STILL), ports.written);
    }

    @Test
    void deactivationLeavesNoThread() {
        submit(key(0x04, true));
        assertFalse(LiveThreads.named("baton-").isEmpty());
        present.deactivate();
        assertEquals(List.of(), LiveThreads.left("baton-"));
    }

    static List<SavedState> unreadableStates() {
        Map<String, Object> whole = Map.of(
                "modifiers",
                0,
                "keys",
                4L,
                "lastReport",
                new byte[] {0, 0, 4, 0, 0, 0, 0, 0},
                "pointer",
                List.of(0, 0, 0, 0, 0),
                "dirty",
                false,
                "pending",
                List.of());
        return List.of(
                saved(99, whole, "modifiers", 0),
                saved(1, Map.of(), "modifiers", 0),
                saved(1, whole, "keys", 4),
                saved(1, whole, "lastReport", new byte[7]),
                saved(1, whole, "pointer", List.of(0, 0, 0, 0)),
                saved(1, whole, "pointer", List.of("x", "y", "placed", "a", "r")),
                saved(1, whole, "pending", List.of("event")));
    }

    private static SavedState saved(int schema, Map<String, Object> state, String name, Object value) {
        Map<String, Object> changed = new HashMap<>(state);
        changed.put(name, value);
        return new SavedState(HidHandoverState.ROLE, schema, 1, Duration.ZERO, changed);
    }

    /** No lease is renewed on the strength of such a state: the ports release its keys by themselves. */
    @ParameterizedTest
    @MethodSource("unreadableStates")
    void unreadableStateIsNotAdopted(SavedState saved) {
        present.deactivate();
        handoverStore.put(saved.role(), saved.schema(), saved.epoch(), saved.state());
        ports.leases.clear();
        ports.written.clear();
        present = start();
        assertEquals(KeysDown.NONE, present.keysDown());
        submit(key(0x05, true));
        awaitWritten(UP, STILL, "K 00 00 05 00 00 00 00 00");
        assertEquals(List.of(Start.NEUTRAL), ports.leases);
    }

    /** The port is busy for the whole time of the drain: events that could not be written are handed over. */
    @Test
    void unwrittenEventsAreHandedOver() {
        submit(key(0x04, true));
        awaitWritten(UP, STILL, A);
        ports.written.clear();
        ports.answer = WriteResult.BUSY;
        submit(key(0x04, false));
        submit(key(0x05, true));
        ports.refuseSlowly(clock);
        present.deactivate();
        ports.answer = WriteResult.WRITTEN;
        present = start();
        awaitWritten(UP, STILL, "K 00 00 05 00 00 00 00 00");
        assertEquals(new KeysDown(0, 5), present.keysDown());
    }

    @Test
    void deactivationWritesAcceptedEventsAndRefusesLaterOnes() {
        for (int i = 0; i < 100; i++) {
            assertDone(submit(key(0x04, i % 2 == 0)));
        }
        present.deactivate();
        assertEquals(102, ports.written.size());
        assertRefused(Reason.TEMPORARILY_UNAVAILABLE, submit(key(0x04, true)));
        assertRefused(
                Reason.TEMPORARILY_UNAVAILABLE,
                present.beginEpoch(1).toCompletableFuture().join());
        present = start();
    }

    /**
     * A client types through twenty replacements and repeats what is refused: every edge arrives once, in order. The
     * usages follow each other, so that a lost, doubled or swapped edge shows.
     */
    @Test
    void typingAcrossTwentyReplacementsKeepsEveryEdgeOnce() {
        int keys = 400;
        present.beginEpoch(1).toCompletableFuture().join();
        CompletableFuture<Void> typing = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < keys; i++) {
                for (boolean down : new boolean[] {true, false}) {
                    HidEvent event = key(4 + i % 90, down);
                    while (present.submit(event, 1) instanceof Outcome.Refused refused) {
                        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, refused.reason());
                        Thread.onSpinWait();
                    }
                }
            }
        });
        for (int i = 0; i < 20 || !typing.isDone(); i++) {
            update();
        }
        typing.join();
        await().until(() -> present.keysDown().equals(KeysDown.NONE) && ports.written.size() >= 2 * keys + 2);
        List<String> expected = new ArrayList<>(List.of(UP, STILL));
        for (int i = 0; i < keys; i++) {
            expected.add("K 00 00 %02x 00 00 00 00 00".formatted(4 + i % 90));
            expected.add(UP);
        }
        assertEquals(expected, ports.written);
    }

    private void update() {
        present.deactivate();
        present = start();
    }

    private QueuedHidOutput start() {
        QueuedHidOutput output =
                new QueuedHidOutput(clock::nanoTime, Standby.NONE, () -> deviceStops, Patience.LONGEST);
        output.ports = ports;
        output.input = new IdleInput();
        output.coordinator = coordinator;
        output.handoverStore = handoverStore;
        output.listeners = List.of(new HidListener() {
            @Override
            public void keysDown(KeysDown keys) {
                notified.add(keys);
            }
        });
        output.activate();
        return output;
    }

    private Outcome submit(HidEvent event) {
        return present.submit(event, 1);
    }

    private static HidEvent key(int usage, boolean down) {
        return new HidEvent.Key(usage, down);
    }

    private void awaitWritten(String... reports) {
        List<String> expected = List.of(reports);
        await().untilAsserted(() -> assertEquals(expected, ports.written));
    }

    private static void assertDone(Outcome outcome) {
        assertTrue(outcome.isDone(), outcome::toString);
    }

    private static void assertRefused(Reason reason, Outcome outcome) {
        assertTrue(outcome instanceof Outcome.Refused refused && refused.reason() == reason, outcome::toString);
    }
}
