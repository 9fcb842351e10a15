// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of the power control by GPIO lines. */
@ObjectClassDefinition(
        id = GpioPowerConfig.PID,
        name = "Baton GPIO power control",
        description = "The lines of a GPIO chip that are wired to the front panel of the target. Off until a chip is"
                + " configured. A change ends a press that is under way.")
@interface GpioPowerConfig {

    String PID = "io.baton.power.gpio";

    @AttributeDefinition(
            name = "GPIO chip",
            description = "Name of the chip's device node below /dev, such as gpiochip0, or its label, such as"
                    + " pinctrl-rp1, which stays the same when the chip gets another number; empty for no such"
                    + " control.",
            required = false)
    String chip() default "";

    @AttributeDefinition(
            name = "Line of the power button",
            description = "Number of the output line, 0\u20131023; -1 for none.",
            min = "-1",
            max = "1023")
    int powerLine() default -1;

    @AttributeDefinition(
            name = "Line of the reset button",
            description = "Number of the output line, 0\u20131023; -1 for none.",
            min = "-1",
            max = "1023")
    int resetLine() default -1;

    @AttributeDefinition(
            name = "Line of the power LED",
            description = "Number of the input line, 0\u20131023; -1 for none.",
            min = "-1",
            max = "1023")
    int powerLedLine() default -1;

    @AttributeDefinition(
            name = "Line of the disk LED",
            description = "Number of the input line, 0\u20131023; -1 for none.",
            min = "-1",
            max = "1023")
    int diskLedLine() default -1;

    @AttributeDefinition(
            name = "Buttons active low",
            description = "Whether a button is pressed while its line is low.")
    boolean buttonsActiveLow() default false;

    @AttributeDefinition(
            name = "Buttons open drain",
            description = "Whether a line is only ever pulled low, and released to float otherwise.")
    boolean buttonsOpenDrain() default false;

    @AttributeDefinition(name = "LEDs active low", description = "Whether an LED is lit while its line is low.")
    boolean ledsActiveLow() default false;

    @AttributeDefinition(
            name = "Bias of the LED lines",
            description = "The chip's resistor at the LED lines, where it has one.",
            options = {
                @Option(label = "As it is", value = "as_is"),
                @Option(label = "None", value = "none"),
                @Option(label = "Pull up", value = "pull_up"),
                @Option(label = "Pull down", value = "pull_down")
            })
    String ledBias() default "as_is";

    @AttributeDefinition(
            name = "Short press",
            description = "How long the power button is pressed to switch on or to ask the target to end, "
                    + "50\u20132000 milliseconds.",
            min = "50",
            max = "2000")
    int shortPressMillis() default 200;

    @AttributeDefinition(
            name = "Long press",
            description = "How long the power button is held to switch the target off, 3000\u201315000 milliseconds.",
            min = "3000",
            max = "15000")
    int longPressMillis() default 5_000;

    @AttributeDefinition(
            name = "Reset press",
            description = "How long the reset button is pressed, 50\u20132000 milliseconds.",
            min = "50",
            max = "2000")
    int resetPressMillis() default 200;

    @AttributeDefinition(
            name = "Disk LED hold",
            description = "How long the disk LED counts as lit after it was, 100\u20135000 milliseconds.",
            min = "100",
            max = "5000")
    int diskLedHoldMillis() default 500;
}
