// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator decides about the door. */
@ObjectClassDefinition(
        id = SignallingConfig.PID,
        name = "Baton door",
        description = "Who may knock, and what the device calls itself. Every path of the door reads the same values.")
@interface SignallingConfig {

    String PID = "io.baton.signalling.websocket";

    @AttributeDefinition(
            name = "Allowed hosts",
            description = "Names in the address bar the device answers to, without port. Anything else is refused,"
                    + " so that no foreign name can be pointed at this device. Empty admits every name.")
    String[] allowedHosts() default {"localhost", "127.0.0.1", "[::1]"};

    @AttributeDefinition(name = "Device id", description = "What the device calls itself to clients.")
    String deviceId() default "baton";

    @AttributeDefinition(
            name = "Loopback only",
            description =
                    "What clients are told about where the device listens; it changes nothing about where it does.")
    boolean loopbackOnly() default true;

    @AttributeDefinition(
            name = "Sockets",
            description = "Signalling sockets open at one time, 1–10000. More are refused with 503.",
            min = "1",
            max = "10000")
    int maxSockets() default 256;
}
