// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.handover.SavedState;
import io.baton.hid.HidEvent;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.shared.handover.Standby;
import io.baton.testkit.CallLog;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.FakeHandoverStore;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingHidOutput;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two inputs beside each other. */
class StateHandoverTest {

    private final ManualClock clock = new ManualClock();
    private final CallLog calls = new CallLog();
    private final RecordingPeerService peers = new RecordingPeerService();
    private final PeerId ann = peers.add();
    private final RecordingHidOutput hid = new RecordingHidOutput(calls);
    private final FakeHandoverStore handoverStore = new FakeHandoverStore();
    private final FakeCoordinator coordinator = new FakeCoordinator(
            new RosterFixtureBuilder().primary("ann", ann.number()).epoch(1).build());
    private Path directory;
    private HidRpcInput old;
    private HidRpcInput next;

    private static final class Beside implements Standby {
        @Override
        public boolean begin(Runnable takeOver) {
            return true;
        }

        @Override
        public void end() {
            // the provider does not stop by itself
        }
    }

    @BeforeEach
    void start(@TempDir Path files) {
        directory = files;
        hid.setEpoch(1);
        old = input(Standby.NONE);
        old.activate();
        next = input(new Beside());
        next.activate();
        calls.clear();
    }

    @AfterEach
    void stop() {
        next.deactivate();
        old.deactivate();
    }

    private HidRpcInput input(Standby standby) {
        HidRpcInput input = new HidRpcInput(clock::nanoTime, directory.resolve("macros.json"), standby);
        input.coordinator = coordinator;
        input.hid = hid;
        input.peers = peers;
        input.handoverStore = handoverStore;
        return input;
    }

    @Test
    void inputOnStandbyTakesNoMessageAndNoStoredState() {
        handoverStore.put(InputHandoverState.ROLE, InputHandoverState.SCHEMA, 1, Map.of());
        HidRpcInput third = input(new Beside());
        third.activate();
        assertFalse(say(third, "050401"));
        assertTrue(handoverStore.holds(InputHandoverState.ROLE));
        third.deactivate();
        assertTrue(handoverStore.holds(InputHandoverState.ROLE), "and leaves none");
        assertEquals(List.of(), hid.events());
    }

    /** 1 is the older schema: the state goes up to the newer one and down to the older one. */
    @ParameterizedTest
    @ValueSource(ints = {InputHandoverState.RENAMED_SCHEMA, InputHandoverState.SCHEMA})
    void queuedKeysFollowInOrderAtTheSuccessor(int schema) {
        old.hid = null;
        say(old, "050401");
        say(old, "050400");
        SavedState state = old.freeze(schema);
        assertEquals(schema, state.schema());
        assertFalse(say(old, "050501"), "kept by the peer service");
        next.adopt(state);
        assertTrue(say(next, "050501"));
        next.wake();
        assertEquals(
                List.of(new HidEvent.Key(4, true), new HidEvent.Key(4, false), new HidEvent.Key(5, true)),
                hid.events());
        old.deactivate();
        assertFalse(handoverStore.holds(InputHandoverState.ROLE));
    }

    @Test
    void heldKeyIsReleasedBySuccessorWhenItsKeepAlivesEnd() {
        say(old, "050401");
        next.adopt(old.freeze(InputHandoverState.SCHEMA));
        assertEquals(List.of(new HidEvent.Key(4, true)), hid.events());
        clock.advanceMillis(200);
        next.wake();
        assertEquals(List.of(new HidEvent.Key(4, true), new HidEvent.Key(4, false)), hid.events());
    }

    @Test
    void resumedInputReleasesKeysAndGoesOn() {
        say(old, "050401");
        old.freeze(InputHandoverState.SCHEMA);
        calls.clear();
        old.resume();
        assertTrue(calls.lines().contains("epoch 1"), () -> calls.lines().toString());
        assertTrue(say(old, "050501"));
        assertEquals(new HidEvent.Key(5, true), hid.events().getLast());
    }

    @Test
    void inputThatAdoptsWithoutStateReleasesKeys() {
        next.adopt(new SavedState(InputHandoverState.ROLE, 0, 0, Duration.ZERO, Map.of()));
        assertTrue(calls.lines().contains("epoch 1"), () -> calls.lines().toString());
        assertTrue(say(next, "050501"));
    }

    @Test
    void callsOutOfOrderAreRefused() {
        assertThrows(IllegalStateException.class, old::resume);
        assertThrows(IllegalArgumentException.class, () -> old.freeze(99));
        assertThrows(IllegalStateException.class, () -> next.freeze(InputHandoverState.SCHEMA));
        SavedState state = old.freeze(InputHandoverState.SCHEMA);
        SavedState unreadable = new SavedState(state.role(), 99, 1, Duration.ZERO, state.state());
        assertThrows(IllegalArgumentException.class, () -> next.adopt(unreadable));
        assertFalse(say(next, "050401"), "still on standby");
        next.adopt(state);
        assertThrows(IllegalStateException.class, () -> next.adopt(state));
    }

    private boolean say(HidRpcInput input, String hex) {
        return input.message(new ChannelMessage(
                ann, StateBroadcaster.CHANNEL, false, HexFormat.of().parseHex(hex), clock.nanoTime(), 1));
    }
}
