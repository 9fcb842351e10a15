// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the VNC target. */
@ObjectClassDefinition(
        id = VncTargetConfig.PID,
        name = "Baton VNC target",
        description = "A VNC server as the target computer, in front of all others. A change connects anew.")
@interface VncTargetConfig {

    String PID = "io.baton.target.vnc";

    @AttributeDefinition(
            name = "Server",
            description =
                    "Where the VNC server listens: vnc://HOST:PORT, vnc://HOST:DISPLAY or vnc+unix:///PATH; empty for"
                            + " no VNC target. The password has a setting of its own.",
            required = false)
    String url() default "";

    @AttributeDefinition(
            name = "Password",
            description = "The password of the VNC server, of which VNC uses eight characters. Never logged, and in no"
                    + " support archive.",
            type = AttributeType.PASSWORD,
            required = false)
    String password() default "";

    @AttributeDefinition(
            name = "Password file",
            description =
                    "File whose first line is the password, read at each connection; empty for the password above.",
            required = false)
    String passwordFile() default "";

    @AttributeDefinition(
            name = "Frames per second",
            description = "Frames that are asked for per second at most, 1\u201360.",
            min = "1",
            max = "60")
    double framesPerSecond() default 30;
}
