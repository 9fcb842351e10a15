// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The configuration of the agent. */
@ObjectClassDefinition(
        id = HawkbitConfig.PID,
        name = "Baton hawkBit agent",
        description = "Takes signed upgrades from an Eclipse hawkBit server. Off unless it is enabled.")
@interface HawkbitConfig {

    String PID = "io.baton.fleet.hawkbit";

    String GATEWAY = "gateway";
    String TARGET = "target";

    @AttributeDefinition(name = "Enabled", description = "Whether the device asks the server for upgrades.")
    boolean enabled() default false;

    @AttributeDefinition(
            name = "Server",
            description = "Address of the hawkBit server, such as https://hawkbit.example. Plain http is accepted for a"
                    + " loopback address, or when it is allowed below.")
    String serverUrl() default "";

    @AttributeDefinition(
            name = "Allow plain HTTP",
            description = "Whether the server may be addressed by http beyond this machine. The token can be read on"
                    + " the network then; upgrades are signed all the same.")
    boolean allowPlainHttp() default false;

    @AttributeDefinition(name = "Tenant", description = "The tenant on the server.")
    String tenant() default "DEFAULT";

    @AttributeDefinition(
            name = "Controller id",
            description = "The id of this device on the server; empty for one made of the id of the machine.")
    String controllerId() default "";

    @AttributeDefinition(
            name = "Kind of token",
            description = "gateway: one token for all devices of the tenant; target: the token of this device.",
            options = {
                @Option(label = "Gateway token, one for all devices", value = GATEWAY),
                @Option(label = "Target token, of this device alone", value = TARGET)
            })
    String tokenKind() default GATEWAY;

    @AttributeDefinition(
            name = "Token",
            description = "The gateway or target token. Never logged, and in no support archive.",
            type = AttributeType.PASSWORD)
    String token() default "";

    @AttributeDefinition(
            name = "Certificate file",
            description = "PEM file with further certificates of issuers that are trusted, beside those of the system;"
                    + " empty for none.")
    String certificateFile() default "";

    @AttributeDefinition(
            name = "Poll interval (s)",
            description = "Seconds between two requests while there is nothing to do, 0–86400; 0 for what the server"
                    + " says.",
            min = "0",
            max = "86400")
    int pollIntervalSeconds() default 0;

    @AttributeDefinition(
            name = "Largest download (MiB)",
            description = "MiB of an upgrade file beyond which it is refused, 1–64.",
            min = "1",
            max = "64")
    int maxDownloadMiB() default 64;

    @AttributeDefinition(
            name = "Confirm automatically",
            description = "Whether an upgrade that the server wants confirmed is confirmed by the device. Otherwise it"
                    + " waits until a user confirms it at the server.")
    boolean confirmAutomatically() default false;
}
