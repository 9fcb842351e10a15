// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The lines of a front panel, checked.
 *
 * @param chip name of the node below {@code /dev}, or the label of the chip
 * @param power line of the power button; {@link #NONE} for none, as for the others
 * @param reset line of the reset button
 * @param powerLed line of the power LED
 * @param diskLed line of the disk LED
 * @param buttonFlags of the output lines, as the kernel has them
 * @param ledFlags of the input lines
 * @param shortPress how long the power button is pressed for a moment
 * @param longPress how long it is held to switch off
 * @param resetPress how long the reset button is pressed
 * @param diskHold how long the disk LED counts as lit
 */
record FrontPanelSettings(
        String chip,
        int power,
        int reset,
        int powerLed,
        int diskLed,
        long buttonFlags,
        long ledFlags,
        Duration shortPress,
        Duration longPress,
        Duration resetPress,
        Duration diskHold) {

    static final int NONE = -1;

    private static final int MAX_LINE = 1023;
    /** What the kernel keeps of a label is 31 characters. */
    private static final Pattern CHIP = Pattern.compile("[A-Za-z0-9][\\w.:+@ -]{0,30}");

    /** @throws IllegalArgumentException for a value out of its range, or two uses of a line */
    static FrontPanelSettings of(GpioPowerConfig config) {
        if (!CHIP.matcher(config.chip()).matches()) {
            throw new IllegalArgumentException("chip must be a name such as gpiochip0, or a label such as pinctrl-rp1");
        }
        List<Integer> lines = new ArrayList<>();
        for (int line :
                new int[] {config.powerLine(), config.resetLine(), config.powerLedLine(), config.diskLedLine()}) {
            if (line < NONE || line > MAX_LINE) {
                throw new IllegalArgumentException("a line must be within 0\u20131023, or -1 for none");
            }
            if (line != NONE) {
                lines.add(line);
            }
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no line is configured");
        }
        if (new HashSet<>(lines).size() < lines.size()) {
            throw new IllegalArgumentException("two buttons or LEDs have the same line");
        }
        return new FrontPanelSettings(
                config.chip(),
                config.powerLine(),
                config.resetLine(),
                config.powerLedLine(),
                config.diskLedLine(),
                GpioChip.OUTPUT
                        | (config.buttonsActiveLow() ? GpioChip.ACTIVE_LOW : 0)
                        | (config.buttonsOpenDrain() ? GpioChip.OPEN_DRAIN : 0),
                GpioChip.INPUT | (config.ledsActiveLow() ? GpioChip.ACTIVE_LOW : 0) | bias(config.ledBias()),
                millis("shortPressMillis", config.shortPressMillis(), 50, 2_000),
                millis("longPressMillis", config.longPressMillis(), 3_000, 15_000),
                millis("resetPressMillis", config.resetPressMillis(), 50, 2_000),
                millis("diskLedHoldMillis", config.diskLedHoldMillis(), 100, 5_000));
    }

    private static long bias(String word) {
        return switch (word) {
            case "as_is" -> 0;
            case "none" -> GpioChip.BIAS_DISABLED;
            case "pull_up" -> GpioChip.BIAS_PULL_UP;
            case "pull_down" -> GpioChip.BIAS_PULL_DOWN;
            default -> throw new IllegalArgumentException("ledBias must be as_is, none, pull_up or pull_down");
        };
    }

    private static Duration millis(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be within " + min + "\u2013" + max);
        }
        return Duration.ofMillis(value);
    }
}
