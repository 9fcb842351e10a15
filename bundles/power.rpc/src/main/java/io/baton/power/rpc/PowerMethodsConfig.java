// SPDX-License-Identifier: Apache-2.0
package io.baton.power.rpc;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of the power methods. */
@ObjectClassDefinition(
        id = PowerMethodsConfig.PID,
        name = "Baton power methods",
        description = "Which of several configured power controls clients use.")
@interface PowerMethodsConfig {

    String PID = "io.baton.power.rpc";

    @AttributeDefinition(
            name = "Provider of the buttons",
            description = "The kind of power control that presses buttons.",
            options = {
                @Option(label = "The one with the highest ranking", value = ""),
                @Option(label = "GPIO lines", value = "gpio"),
                @Option(label = "JetKVM's ATX board", value = "jetkvm"),
                @Option(label = "Virtual machine (QMP)", value = "qmp")
            },
            required = false)
    String buttonProvider() default "";

    @AttributeDefinition(
            name = "Provider of the supply",
            description = "The kind of power control that switches the supply.",
            options = {
                @Option(label = "The one with the highest ranking", value = ""),
                @Option(label = "JetKVM's DC board", value = "jetkvm"),
                @Option(label = "Switched socket (HTTP)", value = "plug"),
                @Option(label = "Switched socket (MQTT)", value = "mqtt")
            },
            required = false)
    String supplyProvider() default "";
}
