// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The configuration of logins. */
@ObjectClassDefinition(
        name = "Baton logins",
        description = "How long logins last, and what a device admits before it was set up.")
@interface AuthConfig {

    String PID = "io.baton.auth.local";

    @AttributeDefinition(
            name = "Mode before the set-up",
            description = "What holds until a password is set: unset refuses every request but the set-up;"
                    + " noPassword admits every client.",
            options = {
                @Option(label = "Not set up: refuse all but the set-up", value = "unset"),
                @Option(label = "No password: admit every client", value = "noPassword")
            })
    String modeBeforeSetup() default "unset";

    @AttributeDefinition(
            name = "Login ends without use (h)",
            description = "Hours without a request or a session after which a login ends, 1–720.",
            min = "1",
            max = "720")
    int loginIdleHours() default 72;

    @AttributeDefinition(
            name = "Login ends in any case (h)",
            description = "Hours after which a login ends, however much it is used, 1–2160.",
            min = "1",
            max = "2160")
    int loginMaxHours() default 168;
}
