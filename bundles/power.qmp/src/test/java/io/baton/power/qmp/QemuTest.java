// SPDX-License-Identifier: Apache-2.0
package io.baton.power.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.power.PowerThread;
import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.AwaitedPowerStates;
import io.baton.testkit.ManualClock;
import io.baton.testkit.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** With QEMU itself, where it is installed: a machine without a disk. */
final class QemuTest {

    private static final Logger LOG = LoggerFactory.getLogger("test");

    private static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");

    @TempDir
    Path directory = Path.of("");

    private final ManualClock clock = new ManualClock();

    private final AwaitedPowerStates states = new AwaitedPowerStates(clock);

    private static Outcome perform(QmpLink link, PowerAction action) throws Exception {
        return link.perform(action).toCompletableFuture().get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aMachineIsSwitchedOnResetAndEnded() throws Exception {
        assumeTrue(Files.isExecutable(QEMU), "QEMU is not installed");
        Path socket = directory.resolve("qmp.sock");
        QmpLink link = new QmpLink(
                QmpAddress.of("unix://" + socket),
                true,
                clock::nanoTime,
                new PowerThread.Surroundings(() -> List.of(states), new DaemonThreads(LOG, reason -> {}), LOG));
        link.start();
        states.await(state -> !state.problem().isEmpty());
        assertEquals(
                Reason.TEMPORARILY_UNAVAILABLE,
                assertInstanceOf(Outcome.Refused.class, perform(link, PowerAction.RESET))
                        .reason());

        Process qemu = new ProcessBuilder(
                        QEMU.toString(),
                        "-S",
                        "-display",
                        "none",
                        "-machine",
                        "pc,accel=tcg",
                        "-nodefaults",
                        "-m",
                        "16",
                        "-qmp",
                        "unix:" + socket + ",server=on,wait=off")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("qemu.log").toFile())
                .start();
        try {
            states.await(PowerState.leds(false, null)::equals);
            assertTrue(perform(link, PowerAction.SHORT_PRESS).isDone(), "one that is off is switched on");
            states.await(PowerState.leds(true, null)::equals);
            assertTrue(perform(link, PowerAction.RESET).isDone());
            assertTrue(perform(link, PowerAction.SHORT_PRESS).isDone(), "the machine's system is asked to end");
            assertTrue(perform(link, PowerAction.LONG_PRESS).isDone());
            assertTrue(qemu.waitFor(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS), "QEMU has ended");
            states.await(state -> !state.problem().isEmpty());
        } finally {
            qemu.destroyForcibly().waitFor();
            link.close();
        }
    }
}
