// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.power.PowerThread;
import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class FrontPanelTest {

    private static final Logger LOG = LoggerFactory.getLogger("test");

    private static final long POWER = 1;
    private static final long RESET = 2;
    private static final long POWER_LED = 1;
    private static final long DISK_LED = 2;

    private final ManualClock clock = new ManualClock();
    private final FakeLines lines = new FakeLines();

    private FrontPanel panel(int power, int reset, int powerLed, int diskLed) {
        return new FrontPanel(settings(power, reset, powerLed, diskLed), lines, clock::nanoTime);
    }

    private static FrontPanelSettings settings(int power, int reset, int powerLed, int diskLed) {
        return new FrontPanelSettings(
                "gpiochip0",
                power,
                reset,
                powerLed,
                diskLed,
                GpioChip.OUTPUT,
                GpioChip.INPUT,
                Duration.ofMillis(200),
                Duration.ofMillis(5_000),
                Duration.ofMillis(300),
                Duration.ofMillis(500));
    }

    private static Reason reason(Outcome outcome) {
        return assertInstanceOf(Outcome.Refused.class, outcome).reason();
    }

    @Test
    void aPressLastsAsLongAsItIsSet() {
        FrontPanel panel = panel(3, 4, -1, -1);
        panel.step();
        assertTrue(panel.press(PowerAction.SHORT_PRESS).isDone());
        assertEquals(POWER, lines.output());
        assertEquals(TimeUnit.MILLISECONDS.toNanos(200), panel.step());
        clock.advanceMillis(199);
        panel.step();
        assertEquals(POWER, lines.output());
        clock.advanceMillis(1);
        assertEquals(-1, panel.step(), "then nothing is due");
        assertEquals(List.of(POWER, 0L), lines.written);

        assertTrue(panel.press(PowerAction.RESET).isDone());
        assertEquals(RESET, lines.output());
        clock.advanceMillis(300);
        panel.step();
        assertTrue(panel.press(PowerAction.LONG_PRESS).isDone());
        clock.advanceMillis(4_999);
        panel.step();
        assertEquals(POWER, lines.output());
        clock.advanceMillis(1);
        panel.step();
        assertEquals(0, lines.output());
    }

    @Test
    void timeThatAChipNeedsIsNotTakenFromThePress() {
        FrontPanel panel = panel(3, 4, -1, -1);
        panel.step();
        lines.onSet = () -> clock.advanceMillis(60);
        assertTrue(panel.press(PowerAction.SHORT_PRESS).isDone());
        clock.advanceMillis(199);
        panel.step();
        assertEquals(POWER, lines.output());
        clock.advanceMillis(1);
        panel.step();
        assertEquals(0, lines.output());
    }

    @Test
    void linesAreGivenBackBeforeTheirFailureIsTold() {
        FrontPanel panel = panel(3, -1, 5, -1);
        panel.step();
        List<String> told = new ArrayList<>();
        lines.onClose = () -> told.add(panel.state().problem());
        lines.failing = true;
        panel.step();
        assertEquals(List.of("", ""), told);
        assertFalse(panel.state().problem().isEmpty());
    }

    @Test
    void anotherPressIsRefusedWhileAButtonIsPressed() {
        FrontPanel panel = panel(3, 4, -1, -1);
        panel.step();
        panel.press(PowerAction.LONG_PRESS);
        assertEquals(Reason.BUSY, reason(panel.press(PowerAction.RESET)));
        assertEquals(POWER, lines.output());
    }

    @Test
    void onlyWhatIsWiredCanBePressed() {
        assertEquals(EnumSet.of(PowerAction.RESET), FrontPanel.actions(settings(-1, 4, 5, -1)));
        assertEquals(Set.of(), FrontPanel.actions(settings(-1, -1, 5, -1)));
        FrontPanel panel = panel(-1, 4, -1, -1);
        panel.step();
        assertEquals(Reason.UNSUPPORTED, reason(panel.press(PowerAction.SHORT_PRESS)));
        assertTrue(panel.press(PowerAction.RESET).isDone());
        assertEquals(POWER, lines.output(), "the only line of its request");
    }

    @Test
    void closingReleasesAButtonThatIsPressed() {
        FrontPanel panel = panel(3, -1, 5, -1);
        panel.step();
        panel.press(PowerAction.LONG_PRESS);
        panel.close();
        assertEquals(0, lines.output());
        assertEquals(0, lines.open);
    }

    @Test
    void linesThatFailAreRequestedAgainWhichReleasesThem() {
        FrontPanel panel = panel(3, -1, 5, -1);
        panel.step();
        panel.press(PowerAction.LONG_PRESS);
        lines.failing = true;
        panel.step();
        assertEquals(0, lines.open);
        assertEquals(
                "The GPIO lines cannot be used: the device failed.",
                panel.state().problem());
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, reason(panel.press(PowerAction.SHORT_PRESS)));

        lines.failing = false;
        clock.advanceMillis(999);
        panel.step();
        assertEquals(1, lines.outputRequests);
        clock.advanceMillis(1);
        panel.step();
        assertEquals(2, lines.outputRequests, "a request makes its outputs inactive");
        assertEquals("", panel.state().problem());
        assertTrue(panel.press(PowerAction.SHORT_PRESS).isDone(), "the press of before is over");
    }

    @Test
    void aChipThatComesLaterIsFound() {
        lines.missing = true;
        FrontPanel panel = panel(3, -1, -1, -1);
        assertEquals(TimeUnit.SECONDS.toNanos(1), panel.step());
        lines.missing = false;
        clock.advanceMillis(1_000);
        panel.step();
        assertEquals(PowerState.leds(null, null), panel.state());
    }

    @Test
    void theDiskLedCountsAsLitForAWhileAfterAFlash() {
        FrontPanel panel = panel(-1, -1, 5, 6);
        lines.levels = POWER_LED;
        panel.step();
        assertEquals(PowerState.leds(true, false), panel.state());
        assertEquals(7, panel.descriptor());

        lines.risen = DISK_LED;
        panel.step();
        assertEquals(PowerState.leds(true, true), panel.state());
        clock.advanceMillis(499);
        panel.step();
        assertEquals(PowerState.leds(true, true), panel.state());
        clock.advanceMillis(1);
        lines.levels = 0;
        panel.step();
        assertEquals(PowerState.leds(false, false), panel.state());
    }

    @Test
    void withoutEdgesTheLedsAreReadTenTimesASecond() {
        lines.edges = false;
        FrontPanel panel = panel(-1, -1, -1, 6);
        assertEquals(TimeUnit.MILLISECONDS.toNanos(100), panel.step());
        assertEquals(-1, panel.descriptor());
        lines.levels = 1;
        panel.step();
        assertEquals(PowerState.leds(null, true), panel.state(), "the only line is the disk's");
    }

    @Test
    void theThreadPressesAndGivesTheLinesBackAtItsEnd() throws Exception {
        FrontPanelSettings settings = settings(3, 4, 5, 6);
        PanelThread thread = new PanelThread(
                settings,
                new FrontPanel(settings, lines, clock::nanoTime),
                new PowerThread.Surroundings(List::of, new DaemonThreads(LOG, reason -> {}), LOG));
        thread.start();
        Outcome pressed =
                thread.perform(PowerAction.LONG_PRESS).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertTrue(pressed.isDone());
        thread.close();
        assertEquals(List.of(POWER, 0L), lines.written);
        assertEquals(0, lines.open);
        assertEquals(
                Reason.BUSY,
                reason(thread.perform(PowerAction.RESET).toCompletableFuture().get()));
    }

    @Test
    void settingsOutOfRangeAreRefusedByName() {
        assertEquals("two buttons or LEDs have the same line", refusal(new Settings().withLine(4)));
        assertEquals(
                "no line is configured", refusal(new Settings().withLine(-1).withReset(-1)));
        assertEquals("a line must be within 0\u20131023, or -1 for none", refusal(new Settings().withLine(1024)));
        assertEquals(
                "chip must be a name such as gpiochip0, or a label such as pinctrl-rp1",
                refusal(new Settings().withChip("../mem")));
        assertEquals("longPressMillis must be within 3000\u201315000", refusal(new Settings().withLongPress(20_000)));
        assertEquals("ledBias must be as_is, none, pull_up or pull_down", refusal(new Settings().withBias("up")));
        assertEquals(
                "pinctrl-rp1",
                FrontPanelSettings.of(new Settings().withChip("pinctrl-rp1")).chip());
        FrontPanelSettings good = FrontPanelSettings.of(new Settings().withBias("pull_up"));
        assertEquals(GpioChip.INPUT | GpioChip.ACTIVE_LOW | GpioChip.BIAS_PULL_UP, good.ledFlags());
        assertEquals(GpioChip.OUTPUT | GpioChip.OPEN_DRAIN, good.buttonFlags());
    }

    private static String refusal(GpioPowerConfig config) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> FrontPanelSettings.of(config))
                .getMessage());
    }
}
