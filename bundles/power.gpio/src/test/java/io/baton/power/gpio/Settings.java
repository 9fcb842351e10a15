// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import java.lang.annotation.Annotation;

/** A configuration with a power button at line 3 and a reset button at line 4. */
@SuppressWarnings("BadAnnotationImplementation")
final class Settings implements GpioPowerConfig {

    private final String chip;
    private final int power;
    private final int reset;
    private final int longPress;
    private final String bias;

    Settings() {
        this("gpiochip0", 3, 4, 5_000, "as_is");
    }

    private Settings(String chip, int power, int reset, int longPress, String bias) {
        this.chip = chip;
        this.power = power;
        this.reset = reset;
        this.longPress = longPress;
        this.bias = bias;
    }

    Settings withChip(String value) {
        return new Settings(value, power, reset, longPress, bias);
    }

    Settings withLine(int value) {
        return new Settings(chip, value, reset, longPress, bias);
    }

    Settings withReset(int value) {
        return new Settings(chip, power, value, longPress, bias);
    }

    Settings withLongPress(int value) {
        return new Settings(chip, power, reset, value, bias);
    }

    Settings withBias(String value) {
        return new Settings(chip, power, reset, longPress, value);
    }

    @Override
    public String chip() {
        return chip;
    }

    @Override
    public int powerLine() {
        return power;
    }

    @Override
    public int resetLine() {
        return reset;
    }

    @Override
    public int powerLedLine() {
        return -1;
    }

    @Override
    public int diskLedLine() {
        return -1;
    }

    @Override
    public boolean buttonsActiveLow() {
        return false;
    }

    @Override
    public boolean buttonsOpenDrain() {
        return true;
    }

    @Override
    public boolean ledsActiveLow() {
        return true;
    }

    @Override
    public String ledBias() {
        return bias;
    }

    @Override
    public int shortPressMillis() {
        return 200;
    }

    @Override
    public int longPressMillis() {
        return longPress;
    }

    @Override
    public int resetPressMillis() {
        return 200;
    }

    @Override
    public int diskLedHoldMillis() {
        return 500;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return GpioPowerConfig.class;
    }
}
