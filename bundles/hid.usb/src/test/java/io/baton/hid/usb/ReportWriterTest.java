// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.handover.SavedState;
import io.baton.hid.HidEvent;
import io.baton.hid.HidListener;
import io.baton.hid.KeysDown;
import io.baton.port.ReportPorts;
import io.baton.port.WriteResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The writer, step by step, on a clock that stands still. */
class ReportWriterTest {

    private static final String UP = "K 00 00 00 00 00 00 00 00";
    private static final String A = "K 00 00 04 00 00 00 00 00";
    private static final String B = "K 00 00 05 00 00 00 00 00";
    private static final String AB = "K 00 00 04 05 00 00 00 00";
    private static final String C = "K 00 00 06 00 00 00 00 00";
    private static final String LOCK = "K 08 00 0f 00 00 00 00 00";
    private static final HidEvent.Keyboard WIN_L = new HidEvent.Keyboard(0x08, 0x0f);
    private static final String STILL = "R 00 00 00 00";
    private static final List<String> NEUTRAL = List.of(UP, STILL);

    private final ManualClock clock = new ManualClock();
    private final FakePorts ports = new FakePorts();
    private final EventRing ring = new EventRing(64);
    private final HidCounters counters = new HidCounters();
    private final List<KeysDown> notified = new ArrayList<>();
    private final List<Integer> notifiedLeds = new ArrayList<>();
    private @Nullable ReportPorts present = ports;
    private long coordinatorEpoch;
    private boolean inputPresent = true;
    private boolean nKeyRollover;
    private long writeNanos = 100_000_000;

    private final ListenerNotifier notifier = new ListenerNotifier(() -> List.of(new HidListener() {
        @Override
        public void keysDown(KeysDown keys) {
            notified.add(keys);
        }

        @Override
        public void leds(int bits) {
            notifiedLeds.add(bits);
        }
    }));
    private final ReportWriter writer = new ReportWriter(
            ring,
            () -> present,
            () -> nKeyRollover,
            () -> inputPresent,
            () -> coordinatorEpoch,
            () -> writeNanos,
            clock::nanoTime,
            notifier,
            counters);

    @Test
    void noLeaseIsTakenBeforeTheFirstEvent() {
        run();
        assertTrue(ports.leases.isEmpty());
    }

    @Test
    void firstEventIsPrecededByNeutralReports() {
        key(0x04, true, 0);
        run();
        assertEquals(List.of(ReportPorts.Start.NEUTRAL), ports.leases);
        assertEquals(List.of(UP, STILL, A), ports.written);
    }

    @Test
    void eachEventIsWrittenToItsPort() {
        ready();
        offer(new HidEvent.Keyboard(0x02, 0x0504), 0);
        offer(new HidEvent.Keyboard(0, 0), 0);
        offer(new HidEvent.Pointer(16_384, 32_767, 0), 0);
        offer(new HidEvent.Pointer(16_384, 32_767, 1), 0);
        offer(new HidEvent.Pointer(16_384, 32_767, 0), 0);
        offer(new HidEvent.Move(-127, 5, 2), 0);
        offer(new HidEvent.Move(0, 0, 0), 0);
        offer(new HidEvent.Wheel(-3, 0), 0);
        offer(new HidEvent.Wheel(0, 4), 0);
        run();
        assertEquals(
                List.of(
                        "K 02 00 04 05 00 00 00 00",
                        UP,
                        "A 01 00 00 40 ff 7f",
                        "A 01 01 00 40 ff 7f",
                        "A 01 00 00 40 ff 7f",
                        "R 02 81 05 00",
                        STILL,
                        "A 02 fd 00",
                        "A 02 00 04"),
                ports.written);
    }

    @Test
    void unchangedKeyboardReportIsNotWritten() {
        ready();
        key(0x04, true, 0);
        key(0x04, true, 0);
        key(0x04, false, 0);
        key(0x04, false, 0);
        run();
        assertEquals(List.of(A, UP), ports.written);
    }

    @Test
    void keyUpAfterRollOverReleasesAllKeys() {
        ready();
        for (int usage = 0x04; usage <= 0x0a; usage++) {
            key(usage, true, 0);
        }
        run();
        assertEquals("K 00 00 01 01 01 01 01 01", ports.written.getLast());
        assertEquals(KeysDown.NONE, notifier.keysDown());
        key(0x04, false, 0);
        run();
        assertEquals(UP, ports.written.getLast());
    }

    @Test
    void keysBeyondSixAndControlKeysAreReleasedWhenAnEpochBegins() {
        nKeyRollover = true;
        ready();
        key(0x80, true, 0);
        for (int usage = 0x04; usage <= 0x09; usage++) {
            key(usage, true, 0);
        }
        run();
        assertTrue(ports.written.contains("A 03 02 00 00"));
        assertTrue(ports.written.getLast().startsWith("A 05 20 00"), ports.written::toString);
        ports.written.clear();
        writer.begin(1, null);
        run();
        assertEquals(List.of(UP, "A 03 00 00 00", "A 05" + " 00".repeat(28), STILL), ports.written);
        ports.written.clear();
        writer.begin(2, null);
        run();
        assertEquals(NEUTRAL, ports.written);
    }

    @Test
    void heldControlKeyIsReleasedBeforeASuccessorWrites() {
        ready();
        key(0x7F, true, 0);
        run();
        assertEquals(0x7F, notifier.keysDown().key(0));
        assertTrue(writer.save().dirty());
    }

    @Test
    void buttonIsReleasedBeforeTheOtherPointerMoves() {
        ready();
        offer(new HidEvent.Pointer(1, 2, 1), 0);
        offer(new HidEvent.Move(3, 4, 1), 0);
        offer(new HidEvent.Pointer(5, 6, 0), 0);
        run();
        assertEquals(
                List.of("A 01 01 01 00 02 00", "A 01 00 01 00 02 00", "R 01 03 04 00", STILL, "A 01 00 05 00 06 00"),
                ports.written);
    }

    @Test
    void eventsOfAnOlderEpochAreDiscardedAfterBegin() {
        ready();
        key(0x04, true, 0);
        run();
        key(0x05, true, 0);
        CompletionStage<Outcome> begun = writer.begin(1, null);
        key(0x06, true, 0);
        key(0x07, true, 1);
        run();
        assertEquals(List.of(A, UP, STILL, "K 00 00 07 00 00 00 00 00"), ports.written);
        assertTrue(answer(begun).isDone());
        assertEquals(2, counters.stale.sum());
    }

    /** Control passes while a report waits for a busy port: what was decided before is not written after. */
    @Test
    void waitingReportIsDiscardedWhenEpochBegins() {
        ready();
        ports.answer = WriteResult.BUSY;
        key(0x04, true, 0);
        run();
        CompletionStage<Outcome> begun = writer.begin(1, null);
        ports.answer = WriteResult.WRITTEN;
        run();
        assertEquals(NEUTRAL, ports.written);
        assertTrue(answer(begun).isDone());
    }

    @Test
    void beginOfThePresentEpochDiscardsWaitingEvents() {
        ready();
        key(0x04, true, 0);
        run();
        key(0x05, true, 0);
        CompletionStage<Outcome> begun = writer.begin(0, null);
        key(0x06, true, 0);
        run();
        assertEquals(List.of(A, UP, STILL, "K 00 00 06 00 00 00 00 00"), ports.written);
        assertTrue(answer(begun).isDone());
        assertEquals(1, counters.discarded.sum());
    }

    @Test
    void beginIsRefusedTargetOffAfter100MillisecondsBusy() {
        ready();
        key(0x04, true, 0);
        run();
        ports.answer = WriteResult.BUSY;
        CompletionStage<Outcome> begun = writer.begin(1, null);
        run();
        clock.advanceMillis(99);
        run();
        assertFalse(begun.toCompletableFuture().isDone());
        clock.advanceMillis(1);
        run();
        assertRefused(Reason.TARGET_OFF, begun);
        key(0x05, true, 1);
        ports.answer = WriteResult.WRITTEN;
        run();
        assertEquals(List.of(A, UP, STILL, B), ports.written);
    }

    @Test
    void beginWithoutPortsIsRefusedTargetOff() {
        present = null;
        CompletionStage<Outcome> begun = writer.begin(3, null);
        run();
        assertRefused(Reason.TARGET_OFF, begun);
        assertEquals(3, writer.epoch());
    }

    @Test
    void epochOfTheCoordinatorIsFollowedWithoutBegin() {
        ready();
        key(0x04, true, 0);
        run();
        coordinatorEpoch = 2;
        run();
        assertEquals(List.of(A, UP, STILL), ports.written);
        assertEquals(2, writer.epoch());
    }

    @Test
    void busyPortIsRetriedInOrder() {
        ready();
        ports.next.addAll(Collections.nCopies(50, WriteResult.BUSY));
        key(0x04, true, 0);
        key(0x05, true, 0);
        key(0x05, false, 0);
        key(0x04, false, 0);
        for (int i = 0; i < 50; i++) {
            assertTrue(writer.step() > 0);
            clock.advanceMillis(1);
        }
        run();
        assertEquals(List.of(A, AB, A, UP), ports.written);
        assertEquals(0, counters.late.sum());
    }

    @Test
    void edgeIsNotLateBeforeTheConfiguredWriteTimeout() {
        writeNanos = 250_000_000;
        ready();
        ports.answer = WriteResult.BUSY;
        key(0x04, true, 0);
        run();
        clock.advanceMillis(249);
        run();
        assertEquals(0, counters.late.sum());
        clock.advanceMillis(1);
        run();
        assertEquals(1, counters.late.sum());
    }

    @Test
    void lateEdgeIsCountedAndWritten() {
        ready();
        ports.answer = WriteResult.BUSY;
        key(0x04, true, 0);
        run();
        clock.advanceMillis(150);
        run();
        assertEquals(1, counters.late.sum());
        ports.answer = WriteResult.WRITTEN;
        run();
        assertEquals(List.of(A), ports.written);
    }

    @Test
    void expiredEdgesAreCountedAndReplacedByNeutralReports() {
        ready();
        key(0x04, true, 0);
        run();
        ports.answer = WriteResult.BUSY;
        key(0x04, false, 0);
        key(0x05, true, 0);
        run();
        clock.advanceMillis(501);
        run();
        assertEquals(2, counters.discarded.sum());
        ports.answer = WriteResult.WRITTEN;
        run();
        assertEquals(List.of(A, UP, STILL), ports.written, "neutral in place of what was lost");
        assertEquals(KeysDown.NONE, notifier.keysDown());
    }

    @Test
    void pointerMovesMergeWhileBusyButButtonEdgesDoNot() {
        ready();
        ports.next.addAll(Collections.nCopies(20, WriteResult.BUSY));
        for (int x = 1; x <= 5; x++) {
            offer(new HidEvent.Pointer(x, x, 0), 0);
        }
        offer(new HidEvent.Pointer(5, 5, 1), 0);
        for (int x = 6; x <= 9; x++) {
            offer(new HidEvent.Pointer(x, x, 1), 0);
        }
        offer(new HidEvent.Pointer(9, 9, 0), 0);
        for (int i = 0; i < 40; i++) {
            writer.step();
        }
        run();
        List<String> buttons =
                ports.written.stream().map(line -> line.substring(5, 13)).toList();
        assertEquals("A 01 00 05 00 05 00", ports.written.getFirst());
        assertEquals("A 01 00 09 00 09 00", ports.written.getLast());
        assertTrue(ports.written.contains("A 01 01 05 00 05 00"), ports.written::toString);
        assertTrue(ports.written.contains("A 01 01 09 00 09 00"), ports.written::toString);
        assertTrue(buttons.size() < 11, ports.written::toString);
        assertTrue(counters.coalesced.sum() > 0);
    }

    @Test
    void relativeMovesAreSummedUpTo127() {
        ready();
        ports.next.addAll(Collections.nCopies(8, WriteResult.BUSY));
        offer(new HidEvent.Move(100, -100, 0), 0);
        offer(new HidEvent.Move(20, -20, 0), 0);
        offer(new HidEvent.Move(20, -20, 0), 0);
        for (int i = 0; i < 12; i++) {
            writer.step();
        }
        run();
        assertEquals(List.of("R 00 78 88 00", "R 00 14 ec 00"), ports.written);
    }

    @Test
    void chordIsWrittenAfterTheNeutralReportsAndBeforeTheNewEpoch() {
        ready();
        key(0x04, true, 0);
        run();
        CompletableFuture<Outcome> begun = writer.begin(1, WIN_L).toCompletableFuture();
        key(0x05, true, 0);
        key(0x06, true, 1);
        run();
        assertEquals(List.of(A, UP, STILL, LOCK, UP, C), ports.written);
        assertEquals(Outcome.done(), begun.join());
        key(0x06, false, 1);
        writer.begin(2, null);
        run();
        assertEquals(List.of(UP, STILL), ports.written.subList(6, ports.written.size()), "the chord is typed once");
    }

    /** Whatever interrupts it, and at each of its reports. */
    @ParameterizedTest
    @CsvSource({"OFF, 0", "OFF, 1", "OFF, 2", "OFF, 3", "BUSY, 0", "BUSY, 2", "BUSY, 3", "REVOKED, 2", "REVOKED, 3"})
    void nothingIsWrittenBeforeAnInterruptedChord(WriteResult interruption, int reports) {
        ready();
        ports.next.addAll(Collections.nCopies(reports, WriteResult.WRITTEN));
        ports.next.add(interruption);
        writer.begin(1, WIN_L);
        writer.step();
        for (int i = 0; i < reports; i++) {
            writer.step();
        }
        assertFalse(interruption == WriteResult.OFF && ports.written.size() != reports, ports.written::toString);
        key(0x06, true, 1);
        for (int i = 0; i < 20; i++) {
            clock.advanceMillis(20);
            run();
            key(0x06, i % 2 == 0, 1);
        }
        int lock = ports.written.lastIndexOf(LOCK);
        assertTrue(lock > 0, ports.written::toString);
        assertEquals(UP, ports.written.get(lock + 1));
        int typed = ports.written.indexOf(C);
        assertTrue(typed > lock, ports.written::toString);
    }

    @Test
    void chordForATargetThatIsOffIsWrittenWhenItIsBack() {
        ready();
        ports.answer = WriteResult.OFF;
        CompletableFuture<Outcome> begun = writer.begin(1, WIN_L).toCompletableFuture();
        run();
        assertEquals(Reason.TARGET_OFF, ((Outcome.Refused) begun.join()).reason());
        clock.advanceMillis(60_000);
        writer.begin(2, null);
        run();
        key(0x06, true, 2);
        run();
        ports.answer = WriteResult.WRITTEN;
        key(0x06, true, 2);
        run();
        assertEquals(List.of(UP, STILL, LOCK, UP, C), ports.written);
    }

    @Test
    void chordThatIsNotWrittenIsLeftToTheSuccessor() {
        ready();
        ports.answer = WriteResult.OFF;
        writer.begin(1, WIN_L);
        run();
        HidHandoverState saved = writer.save();
        assertTrue(saved.dirty());
        writer.releaseLease();
        ports.answer = WriteResult.WRITTEN;
        ReportWriter successor = new ReportWriter(
                ring,
                () -> present,
                () -> nKeyRollover,
                () -> inputPresent,
                () -> coordinatorEpoch,
                () -> writeNanos,
                clock::nanoTime,
                notifier,
                counters);
        successor.start(1);
        SavedState stored =
                new SavedState(HidHandoverState.ROLE, HidHandoverState.SCHEMA, 1, Duration.ZERO, saved.toMap());
        successor.discard(Objects.requireNonNull(HidHandoverState.from(stored)));
        key(0x06, true, 1);
        for (int i = 0; i < 20; i++) {
            successor.step();
        }
        assertEquals(List.of(UP, STILL, LOCK, UP, C), ports.written);
    }

    @Test
    void moveIsDroppedAfter100MillisecondsBusy() {
        ready();
        ports.answer = WriteResult.BUSY;
        offer(new HidEvent.Move(1, 1, 0), 0);
        run();
        clock.advanceMillis(100);
        run();
        ports.answer = WriteResult.WRITTEN;
        run();
        assertTrue(ports.written.isEmpty());
    }

    @Test
    void eventsForATargetThatIsOffAreDroppedAndItsReturnBeginsNeutral() {
        ready();
        key(0x04, true, 0);
        run();
        ports.answer = WriteResult.OFF;
        key(0x05, true, 0);
        key(0x06, true, 0);
        run();
        assertEquals(2, counters.targetOff.sum());
        assertEquals(KeysDown.NONE, notifier.keysDown());
        ports.answer = WriteResult.WRITTEN;
        run();
        assertEquals(List.of(A, UP, STILL), ports.written);
    }

    @Test
    void revokedLeaseIsReplacedWithoutLosingAnEvent() {
        ready();
        key(0x04, true, 0);
        run();
        ports.revoke();
        key(0x05, true, 0);
        run();
        run();
        assertEquals(List.of(A, UP, STILL, B), ports.written);
        assertEquals(ReportPorts.Start.NEUTRAL, ports.leases.getLast());
    }

    @Test
    void lapseWhileIdleClearsKeysAndTakesNoNewLease() {
        ready();
        key(0x04, true, 0);
        run();
        int leases = ports.leases.size();
        ports.revoke();
        clock.advanceMillis(100);
        run();
        clock.advanceMillis(100);
        run();
        assertEquals(KeysDown.NONE, notifier.keysDown());
        assertEquals(leases, ports.leases.size());
    }

    /** Input discards what waits longer than 500 ms, and with it perhaps the release of the key. */
    @Test
    void keysAndButtonsAreReleasedWhenInputIsAbsentLongerThan500Milliseconds() {
        ready();
        key(0x04, true, 0);
        offer(new HidEvent.Move(0, 0, 1), 0);
        run();
        inputPresent = false;
        run();
        clock.advanceMillis(500);
        run();
        assertEquals(List.of(A, "R 01 00 00 00"), ports.written, "input may be back in time");
        clock.advanceMillis(1);
        run();
        assertEquals(List.of(A, "R 01 00 00 00", UP, STILL), ports.written);
        assertEquals(KeysDown.NONE, notifier.keysDown());
        clock.advanceMillis(1_000);
        run();
        assertEquals(4, ports.written.size(), "nothing is down any more");
    }

    @Test
    void heldKeySurvivesShortAbsencesOfInput() {
        ready();
        key(0x04, true, 0);
        run();
        for (int i = 0; i < 5; i++) {
            inputPresent = false;
            run();
            clock.advanceMillis(400);
            run();
            inputPresent = true;
            run();
        }
        assertEquals(List.of(A), ports.written);
    }

    @Test
    void idleWriterRenewsItsLease() {
        ready();
        int before = ports.renewals.get();
        for (int i = 0; i < 10; i++) {
            clock.advance(java.time.Duration.ofNanos(writer.step()));
        }
        assertTrue(ports.renewals.get() >= before + 9, "renewals: " + ports.renewals);
        assertTrue(clock.nanoTime() <= 10 * ReportWriter.IDLE_NANOS);
    }

    @Test
    void replacedPortsAreLeasedAndBeginNeutral() {
        ready();
        key(0x04, true, 0);
        run();
        FakePorts others = new FakePorts();
        present = others;
        key(0x05, true, 0);
        run();
        assertEquals(List.of(UP, STILL, B), others.written);
        assertFalse(ports.held());
    }

    @Test
    void listenerIsNotifiedOfChangesOnly() {
        ready();
        notified.clear();
        key(0x04, true, 0);
        key(0x04, true, 0);
        key(0x04, false, 0);
        offer(new HidEvent.Pointer(1, 1, 1), 0);
        run();
        assertEquals(List.of(new KeysDown(0, 4), KeysDown.NONE), notified);
        ports.leds = 2;
        run();
        run();
        assertEquals(List.of(2), notifiedLeds);
    }

    private void ready() {
        writer.begin(0, null);
        run();
        ports.written.clear();
        counters.discarded.reset();
    }

    /** Steps until there is nothing to do at this time. */
    private void run() {
        for (int i = 0; i < 1000; i++) {
            if (writer.step() > 0) {
                return;
            }
        }
        throw new AssertionError("the writer always has something to do");
    }

    private void key(int usage, boolean down, long epoch) {
        offer(new HidEvent.Key(usage, down), epoch);
    }

    private void offer(HidEvent event, long epoch) {
        assertEquals(EventRing.Offer.QUEUED, ring.offer(PackedEvent.pack(event), epoch, clock.nanoTime()));
    }

    private static Outcome answer(CompletionStage<Outcome> stage) {
        CompletableFuture<Outcome> future = stage.toCompletableFuture();
        assertTrue(future.isDone());
        return future.join();
    }

    private static void assertRefused(Reason reason, CompletionStage<Outcome> stage) {
        assertTrue(answer(stage) instanceof Outcome.Refused refused && refused.reason() == reason);
    }
}
