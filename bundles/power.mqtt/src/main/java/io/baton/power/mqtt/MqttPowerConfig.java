// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of the power control by a switched socket that speaks MQTT. */
@ObjectClassDefinition(
        id = MqttPowerConfig.PID,
        name = "Baton MQTT power control",
        description = "A switched socket that supplies the target and is told by an MQTT broker. Off until the"
                + " address of a broker is configured. A change connects anew.")
@interface MqttPowerConfig {

    String PID = "io.baton.power.mqtt";

    @AttributeDefinition(
            name = "Address of the broker",
            description = "Where the broker is: mqtt://HOST, or mqtts://HOST for TLS, with a port where it needs one;"
                    + " empty for no such control.",
            required = false)
    String address() default "";

    @AttributeDefinition(
            name = "Certificates",
            description = "Path of a PEM file with the certificates that may have issued the broker's, for mqtts;"
                    + " empty for the authorities that Java knows.",
            required = false)
    String caFile() default "";

    @AttributeDefinition(name = "User", description = "User name for the broker; empty for none.", required = false)
    String userName() default "";

    @AttributeDefinition(
            name = "Password",
            description = "Password for the broker. Never logged, and in no support archive; without TLS it crosses the"
                    + " network as it is.",
            type = AttributeType.PASSWORD,
            required = false)
    String password() default "";

    @AttributeDefinition(
            name = "Client id",
            description = "What the broker knows this client by, 1\u201323 letters, digits, _ and -; empty for one that"
                    + " is made at each start.",
            required = false)
    String clientId() default "";

    @AttributeDefinition(
            name = "Kind of socket",
            description = "Which topics and messages the socket knows.",
            options = {
                @Option(label = "Tasmota", value = "tasmota"),
                @Option(label = "Shelly, generation 2 and later", value = "shelly2"),
                @Option(label = "Zigbee2MQTT", value = "zigbee2mqtt"),
                @Option(label = "Another one, by the topics below", value = "custom")
            })
    String preset() default "tasmota";

    @AttributeDefinition(
            name = "Topic of the socket",
            description = "Tasmota: its Topic, such as tasmota_A1B2C3. Shelly: its MQTT prefix. Zigbee2MQTT: the base"
                    + " topic and the name, such as zigbee2mqtt/desk.",
            required = false)
    String topic() default "";

    @AttributeDefinition(
            name = "Topic of commands",
            description = "Where another kind of socket takes commands.",
            required = false)
    String commandTopic() default "";

    @AttributeDefinition(
            name = "Message that switches on",
            description = "Of another kind of socket, 1\u2013256 characters; also what its state is when it is on.")
    String onPayload() default "ON";

    @AttributeDefinition(
            name = "Message that switches off",
            description = "Of another kind of socket, 1\u2013256 characters; also what its state is when it is off.")
    String offPayload() default "OFF";

    @AttributeDefinition(
            name = "Topic of the state",
            description = "Where another kind of socket tells whether it is on.",
            required = false)
    String stateTopic() default "";

    @AttributeDefinition(
            name = "Whether it is on",
            description = "JSON pointer (RFC 6901) into the state, such as /relay/on; empty when the message is the"
                    + " state.",
            required = false)
    String onPointer() default "";

    @AttributeDefinition(
            name = "Topic of measured values",
            description = "Where another kind of socket tells JSON with what it measures; empty for the topic of the"
                    + " state.",
            required = false)
    String measureTopic() default "";

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
            name = "Topic of the availability",
            description = "Where another kind of socket tells, or its last will does, whether it is there: online or"
                    + " offline, true or false, 1 or 0; empty for none.",
            required = false)
    String onlineTopic() default "";

    @AttributeDefinition(
            name = "Topic of this device's presence",
            description = "Where this device tells online, and its last will offline, retained; empty for none.",
            required = false)
    String presenceTopic() default "";

    @AttributeDefinition(
            name = "Keep alive",
            description = "After how long without a word the broker takes this device for lost, 5\u2013600 seconds.",
            min = "5",
            max = "600")
    int keepAliveSeconds() default 30;

    @AttributeDefinition(
            name = "State interval",
            description = "How often Tasmota and Shelly are asked for their state, 1\u20133600 seconds.",
            min = "1",
            max = "3600")
    int intervalSeconds() default 10;
}
