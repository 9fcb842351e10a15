// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import static io.baton.testkit.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.handover.SavedState;
import io.baton.hid.HidEvent;
import io.baton.hid.KeysDown;
import io.baton.port.ReportPorts.Start;
import io.baton.port.WriteResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.FakeHandoverStore;
import io.baton.testkit.ManualClock;
import io.baton.testkit.Patience;
import io.baton.testkit.RosterFixtureBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two outputs beside each other. */
class StateHandoverTest {

    private static final String UP = "K 00 00 00 00 00 00 00 00";
    private static final String A = "K 00 00 04 00 00 00 00 00";
    private static final String B = "K 00 00 05 00 00 00 00 00";
    private static final String STILL = "R 00 00 00 00";

    private final ManualClock clock = new ManualClock();
    private final FakePorts ports = new FakePorts();
    private final FakeHandoverStore handoverStore = new FakeHandoverStore();
    private final FakeCoordinator coordinator = new FakeCoordinator(
            new RosterFixtureBuilder().primary("ann", 1).epoch(1).build());
    private final FakeStandby standby = new FakeStandby();
    private final QueuedHidOutput old = output(Standby.NONE);
    private final QueuedHidOutput next = output(standby);

    @BeforeEach
    void start() {
        old.activate();
        next.activate();
        old.submit(key(0x04, true), 1);
        awaitWritten(UP, STILL, A);
    }

    @AfterEach
    void stop() {
        next.deactivate();
        old.deactivate();
    }

    @Test
    void outputOnStandbyTouchesNeitherPortsNorStore() {
        handoverStore.put(HidHandoverState.ROLE, HidHandoverState.SCHEMA, 1, Map.of());
        QueuedHidOutput third = output(new FakeStandby());
        third.activate();
        assertUnavailable(third.submit(key(0x05, true), 1));
        assertUnavailable(third.beginEpoch(1).toCompletableFuture().join());
        third.deactivate();
        assertTrue(handoverStore.holds(HidHandoverState.ROLE));
        assertEquals(List.of(Start.NEUTRAL), ports.leases);
        assertDone(old.submit(key(0x04, false), 1));
        awaitWritten(UP, STILL, A, UP);
    }

    @Test
    void heldKeyStaysDownWhenTheSuccessorAdopts() {
        SavedState state = old.freeze(HidHandoverState.SCHEMA);
        assertUnavailable(old.submit(key(0x05, true), 1));
        next.adopt(state);
        assertEquals(new KeysDown(0, 4), next.keysDown());
        assertDone(next.submit(key(0x04, false), 1));
        awaitWritten(UP, STILL, A, UP);
        assertEquals(List.of(Start.NEUTRAL, Start.ADOPTED), ports.leases);
        old.deactivate();
        assertFalse(handoverStore.holds(HidHandoverState.ROLE), "a frozen output leaves nothing");
    }

    @Test
    void unwrittenEventsAreHandedOver() {
        ports.answer = WriteResult.BUSY;
        old.submit(key(0x04, false), 1);
        old.submit(key(0x05, true), 1);
        ports.refuseSlowly(clock);
        SavedState state = old.freeze(HidHandoverState.SCHEMA);
        ports.answer = WriteResult.WRITTEN;
        next.adopt(state);
        awaitWritten(UP, STILL, A, UP, STILL, B);
    }

    @Test
    void resumedOutputReleasesKeysAndGoesOn() {
        old.freeze(HidHandoverState.SCHEMA);
        old.resume();
        awaitWritten(UP, STILL, A, UP, STILL);
        assertDone(old.submit(key(0x05, true), 1));
        awaitWritten(UP, STILL, A, UP, STILL, B);
        assertEquals(new KeysDown(0, 5), old.keysDown());
    }

    @Test
    void eventsUnwrittenAtTheFreezeFollowTheReleaseOfAResumedOutput() {
        ports.answer = WriteResult.BUSY;
        old.submit(key(0x04, false), 1);
        old.submit(key(0x05, true), 1);
        ports.refuseSlowly(clock);
        old.freeze(HidHandoverState.SCHEMA);
        ports.answer = WriteResult.WRITTEN;
        old.resume();
        awaitWritten(UP, STILL, A, UP, STILL, B);
    }

    @Test
    void unreadableStateLeavesTheSuccessorOnStandby() {
        SavedState state = old.freeze(HidHandoverState.SCHEMA);
        SavedState unreadable = new SavedState(state.role(), 99, state.epoch(), Duration.ZERO, state.state());
        assertThrows(IllegalArgumentException.class, () -> next.adopt(unreadable));
        assertUnavailable(next.submit(key(0x05, true), 1));
        old.resume();
        awaitWritten(UP, STILL, A, UP, STILL);
    }

    /** The bundle before does not answer any more. */
    @Test
    void outputThatAdoptsWithoutStateReleasesKeysAtOnce() {
        next.adopt(new SavedState(HidHandoverState.ROLE, 0, 0, Duration.ZERO, Map.of()));
        awaitWritten(UP, STILL, A, UP, STILL);
        assertDone(next.submit(key(0x05, true), 1));
        awaitWritten(UP, STILL, A, UP, STILL, B);
    }

    @Test
    void callsOutOfOrderAreRefused() {
        assertThrows(IllegalStateException.class, old::resume);
        assertThrows(IllegalArgumentException.class, () -> old.freeze(99));
        assertThrows(IllegalStateException.class, () -> next.freeze(HidHandoverState.SCHEMA));
        SavedState state = old.freeze(HidHandoverState.SCHEMA);
        assertThrows(IllegalStateException.class, () -> old.freeze(HidHandoverState.SCHEMA));
        assertThrows(IllegalStateException.class, () -> old.adopt(state));
        next.adopt(state);
        assertThrows(IllegalStateException.class, () -> next.adopt(state));
    }

    /** The live provider was stopped by other means: its state is in the store. */
    @Test
    void outputOnStandbyTakesOverWhenTheProviderStops() {
        old.deactivate();
        standby.stopProvider();
        assertEquals(new KeysDown(0, 4), next.keysDown());
        assertDone(next.submit(key(0x04, false), 1));
        awaitWritten(UP, STILL, A, UP);
    }

    private QueuedHidOutput output(Standby beside) {
        QueuedHidOutput output = new QueuedHidOutput(clock::nanoTime, beside, () -> false, Patience.LONGEST);
        output.ports = ports;
        output.input = new IdleInput();
        output.coordinator = coordinator;
        output.handoverStore = handoverStore;
        return output;
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

    private static void assertUnavailable(Outcome outcome) {
        assertTrue(
                outcome instanceof Outcome.Refused refused && refused.reason() == Reason.TEMPORARILY_UNAVAILABLE,
                outcome::toString);
    }
}
