// SPDX-License-Identifier: Apache-2.0
package io.baton.power.plug;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of the power control by a switched socket. */
@ObjectClassDefinition(
        id = PlugPowerConfig.PID,
        name = "Baton plug power control",
        description =
                "A switched socket that supplies the target and is told by HTTP. Off until an address is configured.")
@interface PlugPowerConfig {

    String PID = "io.baton.power.plug";

    @AttributeDefinition(
            name = "Address",
            description =
                    "Where the socket is: http://HOST or https://HOST, with a port where it needs one; empty for no"
                            + " such control.",
            required = false)
    String address() default "";

    @AttributeDefinition(
            name = "Kind of socket",
            description = "Which requests the socket knows.",
            options = {
                @Option(label = "Shelly, generation 1", value = "shelly1"),
                @Option(label = "Shelly, generation 2 and later", value = "shelly2"),
                @Option(label = "Tasmota", value = "tasmota"),
                @Option(label = "Another one, by the paths below", value = "custom")
            })
    String preset() default "shelly2";

    @AttributeDefinition(
            name = "User",
            description = "User name for the Basic scheme of HTTP; empty for none.",
            required = false)
    String userName() default "";

    @AttributeDefinition(
            name = "Password",
            description = "Password for the Basic scheme of HTTP. Never logged, and in no support archive.",
            type = AttributeType.PASSWORD,
            required = false)
    String password() default "";

    @AttributeDefinition(
            name = "Path that switches on",
            description = "Of another kind of socket, with its query, such as /relay?state=on.",
            required = false)
    String onPath() default "";

    @AttributeDefinition(name = "Path that switches off", description = "Of another kind of socket.", required = false)
    String offPath() default "";

    @AttributeDefinition(
            name = "Path of the state",
            description = "Of another kind of socket; it answers JSON.",
            required = false)
    String statePath() default "";

    @AttributeDefinition(
            name = "Whether it is on",
            description = "JSON pointer (RFC 6901) into the state, such as /relay/on: true, 1 or \"on\" is on.",
            required = false)
    String onPointer() default "";

    @AttributeDefinition(name = "Voltage", description = "JSON pointer to the volts; empty for none.", required = false)
    String voltagePointer() default "";

    @AttributeDefinition(
            name = "Current",
            description = "JSON pointer to the amperes; empty for none.",
            required = false)
    String currentPointer() default "";

    @AttributeDefinition(name = "Power", description = "JSON pointer to the watts; empty for none.", required = false)
    String powerPointer() default "";

    @AttributeDefinition(
            name = "State interval",
            description = "How often the state is asked for, 1\u20133600 seconds.",
            min = "1",
            max = "3600")
    int intervalSeconds() default 5;
}
