// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the serial console. */
@ObjectClassDefinition(
        id = SerialConfig.PID,
        name = "Baton serial console",
        description = "The serial port that is wired to the target. Its speed and format are set on the page.")
@interface SerialConfig {

    String PID = "io.baton.serial.tty";

    @AttributeDefinition(name = "Enabled", description = "Whether the device opens the serial port.")
    boolean enabled() default false;

    @AttributeDefinition(
            name = "Serial port",
            description = "The node of the port, such as /dev/ttyUSB0, or a name below /dev/serial/by-id.")
    String devicePath() default "/dev/ttyUSB0";

    @AttributeDefinition(
            name = "Shared view",
            description = "Whether every admitted session sees the output; else only the session in control does.")
    boolean sharedView() default true;

    @AttributeDefinition(
            name = "Scroll-back (KiB)",
            description = "KiB of output that a later viewer is shown, 1\u20131024.",
            min = "1",
            max = "1024")
    int scrollBackKiB() default 64;
}
