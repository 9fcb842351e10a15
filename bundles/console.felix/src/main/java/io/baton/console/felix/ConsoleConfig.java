// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the Web Console's access. */
@ObjectClassDefinition(
        name = "Baton Web Console access",
        description = "What administrators may do in the Web Console besides reading it and changing settings.")
@interface ConsoleConfig {

    String PID = "io.baton.console.felix";

    @AttributeDefinition(
            name = "Bundles, shell and restart",
            description = "Whether an administrator with a password may install and change bundles, run shell commands"
                    + " and restart the device. All of them run code as the device.")
    boolean maintenance() default false;
}
