// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import io.baton.power.PowerAction;
import io.baton.power.PowerControl;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What happens at the pins of a GPIO chip of the kernel. */
final class GpioRows implements AutoCloseable {

    private static final int POWER = 0;
    private static final int RESET = 1;
    private static final int POWER_LED = 2;
    private static final int DISK_LED = 5;
    private static final long SHORT_MILLIS = 200;
    private static final long LONG_MILLIS = 3_000;
    private static final String TAKEN = "in use by another program";
    private static final String LABEL = "cp2112_gpio";
    private static final Path SYSFS = Path.of("/sys/class/gpio");

    private final BundleContext context;
    private final Supplier<PowerControl> powers;
    private final PrintStream report;
    private @Nullable UsbGpioChip chip;

    GpioRows(BundleContext context, Supplier<PowerControl> powers, PrintStream report) {
        this.context = context;
        this.powers = powers;
        this.report = report;
    }

    @Row(1)
    void buttonsAreTheLinesThatAreHighForTheirTime() throws Exception {
        UsbGpioChip pins = plug();
        configure(Map.of());
        awaitOpen();
        expectAtRest(pins, true, false);
        pins.takeHistory();

        perform(PowerAction.SHORT_PRESS);
        expectPress(pins, POWER, true, SHORT_MILLIS);
        perform(PowerAction.RESET);
        expectPress(pins, RESET, true, SHORT_MILLIS);
        perform(PowerAction.LONG_PRESS);
        // a short press may have ended by now
        Outcome during =
                powers.get().perform(PowerAction.RESET).toCompletableFuture().get(60, TimeUnit.SECONDS);
        if (!(during instanceof Outcome.Refused refused && refused.reason() == Reason.BUSY)) {
            throw new AssertionError("a second button during a press: " + during);
        }
        expectPress(pins, POWER, true, LONG_MILLIS);
    }

    @Row(2)
    void ledsAreTold() throws Exception {
        UsbGpioChip pins = plug();
        Await.isTrue("dark LEDs", () -> isOn(false) && isDisk(false));
        pins.input(POWER_LED, true);
        Await.isTrue("target that runs", () -> isOn(true) && isDisk(false));
        pins.input(DISK_LED, true);
        Await.isTrue("disk that works", () -> isDisk(true));
        pins.input(DISK_LED, false);
        Await.isTrue("disk that rests", () -> isDisk(false));
        pins.input(POWER_LED, false);
        Await.isTrue("target that is off", () -> isOn(false));
    }

    @Row(3)
    void otherPolarityTurnsLevelsRound() throws Exception {
        UsbGpioChip pins = plug();
        pins.input(POWER_LED, true);
        pins.input(DISK_LED, true);
        configure(Map.of("buttonsActiveLow", true, "ledsActiveLow", true));
        awaitOpen();
        expectAtRest(pins, true, true);
        Await.isTrue("dark LEDs", () -> isOn(false) && isDisk(false));
        pins.input(POWER_LED, false);
        Await.isTrue("target that runs", () -> isOn(true));
        pins.takeHistory();
        perform(PowerAction.SHORT_PRESS);
        expectPress(pins, POWER, false, SHORT_MILLIS);
    }

    /** The chip knows no open drain: the kernel makes the line an input instead of driving it high. */
    @Row(4)
    void openDrainIsPulledLowOrLeftAlone() throws Exception {
        UsbGpioChip pins = plug();
        configure(Map.of("buttonsActiveLow", true, "buttonsOpenDrain", true));
        awaitOpen();
        expectAtRest(pins, false, true);
        pins.takeHistory();
        perform(PowerAction.RESET);
        Await.isTrue(
                "line that is pulled low",
                () -> pins.takeHistory().stream().anyMatch(at -> at.isDriven(RESET) && !at.isHigh(RESET)));
        Await.isTrue("line that is left alone", () -> !pins.pins().isDriven(RESET));
    }

    @Row(5)
    void lineThatAnotherProgramHasIsToldAndTakenWhenItIsFree() throws Exception {
        UsbGpioChip pins = plug();
        configuration().delete();
        Await.isTrue("line that the device gave back", () -> {
            try {
                exported(RESET, true);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        configure(Map.of());
        try {
            Await.isTrue("line that is told to be taken", () -> problem().contains(TAKEN));
            Outcome refused = powers.get()
                    .perform(PowerAction.SHORT_PRESS)
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            if (!(refused instanceof Outcome.Refused it && it.message().contains(TAKEN))) {
                throw new AssertionError("a press without lines: " + refused);
            }
            report.println("taken line: " + problem());
        } finally {
            exported(RESET, false);
        }
        awaitOpen();
        try {
            exported(RESET, true);
        } catch (IOException e) {
            expectAtRest(pins, true, false);
            return;
        }
        throw new AssertionError("another program was given a line that is in use");
    }

    /** The kernel keeps the number of a chip that was in use, and gives it another: it is found by its label. */
    @Row(6)
    void chipThatIsUnpluggedIsToldAndUsedAgainWhenItIsBack() throws Exception {
        UsbGpioChip pins = plug();
        configure(Map.of("chip", LABEL));
        awaitOpen();
        String before = UsbGpioChip.name();
        pins.close();
        chip = null;
        Await.isTrue("missing chip that is told", () -> !problem().isEmpty());
        report.println("missing chip: " + problem());
        UsbGpioChip again = plug();
        awaitOpen();
        report.println("the chip was " + before + ", and is now " + UsbGpioChip.name());
        expectAtRest(again, true, false);
        if (again.takeHistory().stream().anyMatch(at -> at.isHigh(POWER) || at.isHigh(RESET))) {
            throw new AssertionError("pressed by being plugged in");
        }
        again.takeHistory();
        perform(PowerAction.SHORT_PRESS);
        expectPress(again, POWER, true, SHORT_MILLIS);
    }

    @Override
    public void close() throws IOException {
        configuration().delete();
        UsbGpioChip present = chip;
        if (present != null) {
            present.close();
        }
    }

    private UsbGpioChip plug() throws IOException {
        UsbGpioChip present = chip;
        if (present == null) {
            present = UsbGpioChip.plug();
            chip = present;
        }
        Await.value("GPIO chip", UsbGpioChip::name);
        return present;
    }

    private void configure(Map<String, Object> changes) throws IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("chip", Await.value("GPIO chip", UsbGpioChip::name));
        settings.put("powerLine", POWER);
        settings.put("resetLine", RESET);
        settings.put("powerLedLine", POWER_LED);
        settings.put("diskLedLine", DISK_LED);
        settings.put("longPressMillis", (int) LONG_MILLIS);
        settings.putAll(changes);
        configuration().update(FrameworkUtil.asDictionary(settings));
    }

    private Configuration configuration() throws IOException {
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        return context.getService(Objects.requireNonNull(reference)).getConfiguration("io.baton.power.gpio", "?");
    }

    private void awaitOpen() throws IOException {
        Await.isTrue("lines", () -> problem().isEmpty());
    }

    private String problem() {
        return powers.get().state().problem();
    }

    private boolean isOn(boolean expected) {
        return Boolean.valueOf(expected).equals(powers.get().state().on());
    }

    private boolean isDisk(boolean expected) {
        return Boolean.valueOf(expected).equals(powers.get().state().disk());
    }

    private void perform(PowerAction action) throws Exception {
        Outcome outcome = powers.get().perform(action).toCompletableFuture().get(60, TimeUnit.SECONDS);
        if (!outcome.isDone()) {
            throw new AssertionError(action + ": " + outcome);
        }
    }

    private static void expectAtRest(UsbGpioChip chip, boolean driven, boolean high) throws IOException {
        Await.isTrue("buttons at rest", () -> {
            UsbGpioChip.Pins pins = chip.pins();
            return pins.isDriven(POWER) == driven
                    && pins.isDriven(RESET) == driven
                    && (!driven || (pins.isHigh(POWER) == high && pins.isHigh(RESET) == high))
                    && !pins.isDriven(POWER_LED)
                    && !pins.isDriven(DISK_LED);
        });
    }

    /** Waits for the end of a press, and checks that it was of this line alone, once, and not shorter. */
    private void expectPress(UsbGpioChip chip, int line, boolean high, long millis) throws IOException {
        long[] at = new long[2];
        int[] edges = new int[1];
        int other = line == POWER ? RESET : POWER;
        Await.isTrue("released line " + line, () -> {
            for (UsbGpioChip.Pins pins : chip.takeHistory()) {
                if (pins.isHigh(other) == high) {
                    throw new AssertionError("line " + other + " was pressed, not " + line);
                }
                boolean pressed = pins.isHigh(line) == high;
                if (pressed == (edges[0] % 2 == 0)) {
                    at[Math.min(1, edges[0])] = pins.nanos();
                    edges[0]++;
                }
            }
            return edges[0] >= 2;
        });
        long took = TimeUnit.NANOSECONDS.toMillis(at[1] - at[0]);
        report.printf("line %d pressed for %d ms%n", line, took);
        if (edges[0] != 2 || took < millis - 10) {
            throw new AssertionError("line " + line + " was pressed for " + took + " ms, " + edges[0] + " edges");
        }
    }

    /** Has the kernel's older interface use a line, as another program does, or give it back. */
    private static void exported(int line, boolean wanted) throws IOException {
        try (DirectoryStream<Path> chips = Files.newDirectoryStream(SYSFS, "gpiochip*")) {
            for (Path each : chips) {
                int base =
                        Integer.parseInt(Files.readString(each.resolve("base")).strip());
                Files.writeString(SYSFS.resolve(wanted ? "export" : "unexport"), String.valueOf(base + line));
                return;
            }
        }
        throw new IOException("no chip in " + SYSFS);
    }
}
