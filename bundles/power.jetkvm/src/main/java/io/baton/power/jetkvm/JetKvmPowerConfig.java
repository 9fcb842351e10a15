// SPDX-License-Identifier: Apache-2.0
package io.baton.power.jetkvm;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of the power control by a board of JetKVM. */
@ObjectClassDefinition(
        id = JetKvmPowerConfig.PID,
        name = "Baton JetKVM board power control",
        description = "JetKVM's ATX or DC power board on a serial port. Off until a port is configured. A change ends a"
                + " press that is under way.")
@interface JetKvmPowerConfig {

    String PID = "io.baton.power.jetkvm";

    @AttributeDefinition(
            name = "Serial port",
            description = "The node of the port that the board is at, such as /dev/ttyS3, or a name below"
                    + " /dev/serial/by-id; empty for no such control. The serial console cannot have the same port.",
            required = false)
    String devicePath() default "";

    @AttributeDefinition(
            name = "Board",
            description = "Which board it is.",
            options = {
                @Option(label = "ATX power: buttons and LEDs", value = "atx"),
                @Option(label = "DC power: a switched and measured supply", value = "dc")
            })
    String board() default "atx";
}
