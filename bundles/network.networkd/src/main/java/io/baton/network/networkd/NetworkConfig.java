// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the network bundle. */
@ObjectClassDefinition(
        id = NetworkConfig.PID,
        name = "Baton network",
        description = "Which interface is shown and changed, and who is asked for the public address.")
@interface NetworkConfig {

    String PID = "io.baton.network.networkd";

    @AttributeDefinition(
            name = "Interface",
            description = "The network interface, such as eth0; empty for the one of the default route.")
    String interfaceName() default "";

    @AttributeDefinition(
            name = "Public address service",
            description = "Address of a service that answers with the caller's IP address as plain text, https. Empty"
                    + " for none; the device asks only when an administrator does.")
    String publicAddressUrl() default "";
}
