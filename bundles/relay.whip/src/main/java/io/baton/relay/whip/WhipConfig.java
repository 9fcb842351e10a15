// SPDX-License-Identifier: Apache-2.0
package io.baton.relay.whip;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the relay. */
@ObjectClassDefinition(
        id = WhipConfig.PID,
        name = "Baton WHIP relay",
        description = "Also sends the picture to a media server by WHIP (RFC 9725). Off unless it is enabled. Every"
                + " session sees a sign while it does.")
@interface WhipConfig {

    String PID = "io.baton.relay.whip";

    @AttributeDefinition(name = "Enabled", description = "Whether the picture is also sent to the server.")
    boolean enabled() default false;

    @AttributeDefinition(
            name = "Endpoint",
            description = "Address of the WHIP endpoint, such as https://media.example/whip/kvm. Plain http is accepted"
                    + " for a loopback address alone.")
    String endpointUrl() default "";

    @AttributeDefinition(
            name = "Token",
            description = "The bearer token of the endpoint; empty for none. Never logged, and in no support archive.",
            type = AttributeType.PASSWORD)
    String token() default "";
}
