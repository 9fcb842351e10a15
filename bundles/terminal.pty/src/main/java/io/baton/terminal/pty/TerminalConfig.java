// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the terminal. */
@ObjectClassDefinition(
        id = TerminalConfig.PID,
        name = "Baton device terminal",
        description = "A shell on the device itself for administrators, as the user that Baton runs as.")
@interface TerminalConfig {

    String PID = "io.baton.terminal.pty";

    @AttributeDefinition(
            name = "Enabled",
            description = "Whether administrators get a shell on the device. Switched off, running shells end.")
    boolean enabled() default false;

    @AttributeDefinition(
            name = "Shell",
            description = "Absolute path of the shell; empty for /bin/bash, or /bin/sh where that is missing.",
            required = false)
    String shellPath() default "";

    @AttributeDefinition(
            name = "Shells at one time",
            description = "Shells that run at one time at most, 1\u201316; each session has one.",
            min = "1",
            max = "16")
    int maxShells() default 4;

    @AttributeDefinition(
            name = "Idle limit (min)",
            description = "Minutes without a key after which a shell ends, 1\u20131440.",
            min = "1",
            max = "1440")
    int idleMinutes() default 30;
}
