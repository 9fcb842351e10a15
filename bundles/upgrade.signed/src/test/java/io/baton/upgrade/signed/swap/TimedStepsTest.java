// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.threads.DaemonThreads;
import io.baton.upgrade.signed.swap.SwapSteps.StepException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TimedStepsTest {

    private final TimedSteps steps =
            new TimedSteps(new DaemonThreads(LoggerFactory.getLogger("test"), _ -> {}), System::nanoTime);

    @Test
    void stepThatHangsIsInterruptedAndFails() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        StepException e = assertThrows(
                StepException.class,
                () -> steps.run("start_failed", Duration.ofMillis(1), () -> {
                    try {
                        return new CountDownLatch(1).await(1, TimeUnit.HOURS);
                    } catch (InterruptedException interrupt) {
                        interrupted.countDown();
                        throw interrupt;
                    }
                }));
        assertEquals("timeout", e.reason());
        assertTrue(interrupted.await(20, TimeUnit.SECONDS));
    }

    @Test
    void errorOfAStepIsItsFailure() {
        StepException e = assertThrows(
                StepException.class,
                () -> steps.run("start_failed", Duration.ofSeconds(20), () -> {
                    throw new NoClassDefFoundError("on purpose");
                }));
        assertEquals("start_failed", e.reason());
    }

    @Test
    void gapIsTheLongestTimeWithoutAnyService() {
        long[] now = {0};
        GapMeter meter = new GapMeter(() -> now[0]);
        meter.registered("a");
        meter.registered("a");
        now[0] = 10;
        meter.unregistering("a");
        now[0] = 20;
        assertEquals(Duration.ZERO, meter.longest(), "one is left");
        meter.unregistering("a");
        now[0] = 27;
        assertEquals(Duration.ofNanos(7), meter.longest(), "still missing");
        meter.registered("a");
        now[0] = 99;
        assertEquals(Duration.ofNanos(7), meter.longest());
    }
}
