// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import java.lang.annotation.Annotation;

/** A configuration with a power button at line 3 and a reset button at line 4. */
@SuppressWarnings("BadAnnotationImplementation")
final class Settings implements GpioPowerConfig {

    private String chip = "gpiochip0";
    private int power = 3;
    private int reset = 4;
    private int longPress = 5_000;
    private String bias = "as_is";

    Settings chip(String value) {
        chip = value;
        return this;
    }

    Settings line(int value) {
        power = value;
        return this;
    }

    Settings reset(int value) {
        reset = value;
        return this;
    }

    Settings longPress(int value) {
        longPress = value;
        return this;
    }

    Settings bias(String value) {
        bias = value;
        return this;
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
