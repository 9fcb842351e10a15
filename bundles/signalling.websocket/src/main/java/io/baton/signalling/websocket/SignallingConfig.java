// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of signalling. */
@ObjectClassDefinition(
        id = SignallingConfig.PID,
        name = "Baton signalling",
        description = "Host names, device id and limits. All HTTP paths of the device use the same values.")
@interface SignallingConfig {

    String PID = "io.baton.signalling.websocket";

    @AttributeDefinition(
            name = "Allowed host names",
            description = "Names in the address bar the device answers to, without port, beside its own addresses."
                    + " Others are refused, so that no foreign name can be pointed at this device. Empty admits every"
                    + " name.")
    String[] allowedHosts() default {"localhost", "127.0.0.1", "[::1]"};

    @AttributeDefinition(
            name = "Allowed origins",
            description = "Origins of other pages that may use this device, such as https://viewer.example:8443:"
                    + " scheme, host and port, exactly. They log in by a token, never by the browser's cookie."
                    + " The environment variable BATON_CORS_ORIGINS takes precedence.")
    String[] allowedOrigins() default {};

    @AttributeDefinition(
            name = "Reported as loopback only",
            description = "What clients are told about where the device listens; it does not change where it listens.")
    boolean loopbackOnly() default true;

    @AttributeDefinition(
            name = "Maximum signalling sockets (1–10000)",
            description = "Signalling sockets open at one time, 1–10000. More are refused with 503.",
            min = "1",
            max = "10000")
    int maxSockets() default 256;
}
