// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the external encoder. */
@ObjectClassDefinition(
        id = ExternalVideoConfig.PID,
        name = "Baton external encoder",
        description = "Takes the H.264 stream of another process over a Unix socket, in place of the built-in encoder.")
@interface ExternalVideoConfig {

    String PID = "io.baton.video.external";

    @AttributeDefinition(
            name = "Enabled",
            description =
                    "Whether the stream of the external encoder is shown. While no sender is connected, there is no"
                            + " signal.")
    boolean enabled() default false;

    @AttributeDefinition(
            name = "Socket",
            description = "Path of the Unix socket at which senders connect, at most 103 bytes. A missing directory is"
                    + " made.")
    String socketPath() default "/run/baton/video.sock";

    @AttributeDefinition(
            name = "Permissions of the socket",
            description = "Who may connect, in the form of ls, such as rw-rw----. Connecting needs w.")
    String socketMode() default "rw-rw----";

    @AttributeDefinition(
            name = "Group of the socket",
            description = "The group that the socket belongs to; empty for that of the process.")
    String socketGroup() default "";

    @AttributeDefinition(
            name = "Wanted frame rate (frames per second)",
            description =
                    "Frame rate the sender is asked for, frames per second, 0\u2013240; 0 leaves it to the sender.",
            min = "0",
            max = "240")
    double framesPerSecond() default 0;
}
