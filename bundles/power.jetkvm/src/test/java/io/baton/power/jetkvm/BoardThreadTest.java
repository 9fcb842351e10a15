// SPDX-License-Identifier: Apache-2.0
package io.baton.power.jetkvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.power.PowerThread;
import io.baton.shared.terminal.LineMode;
import io.baton.shared.terminal.TerminalDevice;
import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.AwaitedPowerStates;
import io.baton.testkit.ManualClock;
import io.baton.testkit.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole control, with its thread, at a pseudo terminal of the kernel with a simulated board behind it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BoardThreadTest {

    private static final Logger LOG = LoggerFactory.getLogger("test");
    private static final LineMode CONSOLE = new LineMode(9_600, 8, LineMode.Parity.NONE, LineMode.StopBits.ONE);

    private final ManualClock clock = new ManualClock();

    private final AwaitedPowerStates states = new AwaitedPowerStates(clock);
    private @Nullable BoardThread control;

    @AfterEach
    void stop() {
        if (control != null) {
            control.close();
        }
    }

    private void start(Path path, String board) throws IOException {
        control = new BoardThread(
                path,
                JetKvmPower.board(board, clock::nanoTime),
                clock::nanoTime,
                new PowerThread.Surroundings(() -> List.of(states), new DaemonThreads(LOG, reason -> {}), LOG));
        control.start();
    }

    private BoardThread control() {
        return Objects.requireNonNull(control);
    }

    private static Outcome outcome(CompletionStage<Outcome> stage) throws Exception {
        return stage.toCompletableFuture().get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aPressReachesTheBoardAndIsReleasedWhenTheControlEnds() throws Exception {
        try (SimulatedBoard board = new SimulatedBoard(SimulatedBoard::atx)) {
            start(board.path(), "atx");
            states.await(PowerState.leds(true, false)::equals);
            assertEquals("JetKVM ATX board on " + board.path(), control().name());
            assertTrue(outcome(control().perform(PowerAction.LONG_PRESS)).isDone());
            Outcome.Refused second =
                    assertInstanceOf(Outcome.Refused.class, outcome(control().perform(PowerAction.RESET)));
            assertEquals(Reason.BUSY, second.reason());
            Outcome.Refused other =
                    assertInstanceOf(Outcome.Refused.class, outcome(control().perform(PowerAction.SWITCH_ON)));
            assertEquals(Reason.UNSUPPORTED, other.reason());
            control().close();
            // what was told before the end of the line still arrives
            board.awaitCommands(4);
            assertEquals(List.of("BTN_PWR_OFF", "BTN_RST_OFF", "BTN_PWR_ON", "BTN_PWR_OFF"), board.commands);
        }
    }

    @Test
    void aSupplyIsSwitchedMeasuredAndSetAndComesBackAfterALoss() throws Exception {
        try (SimulatedBoard board = new SimulatedBoard(SimulatedBoard::dc)) {
            start(board.path(), "dc");
            states.await(new PowerState(true, null, 12.0, 0.5, 6.0, RestoreState.LAST, "")::equals);
            assertTrue(outcome(control().perform(PowerAction.SWITCH_OFF)).isDone());
            states.await(new PowerState(false, null, 12.0, 0.0, 0.0, RestoreState.LAST, "")::equals);
            assertTrue(outcome(control().setRestore(RestoreState.ON)).isDone());
            states.await(state -> state.restore() == RestoreState.ON);
        }
        states.await(state -> state.on() == null && state.problem().contains("cannot be used"));
        assertInstanceOf(Outcome.Refused.class, outcome(control().perform(PowerAction.SWITCH_ON)));
    }

    @Test
    void aPortThatTheConsoleHasIsLeftToItAndTakenWhenItIsFree() throws Exception {
        try (SimulatedBoard board = new SimulatedBoard(SimulatedBoard::dc)) {
            TerminalDevice console = TerminalDevice.open(board.path(), CONSOLE);
            start(board.path(), "dc");
            states.await(state ->
                    state.problem().equals("The port " + board.path() + " is in use, perhaps by the serial console."));
            assertEquals(List.of(), board.commands);
            console.close();
            states.await(state -> Boolean.TRUE.equals(state.on()));
        }
    }
}
