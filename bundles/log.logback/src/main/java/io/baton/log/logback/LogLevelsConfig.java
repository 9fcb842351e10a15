// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of log levels. */
@ObjectClassDefinition(
        name = "Baton log levels",
        description = "Applied at once, to SLF4J, LogService and java.util.logging.")
@interface LogLevelsConfig {
    @AttributeDefinition(
            name = "Log levels (logger=LEVEL)",
            description =
                    "logger=LEVEL, one each; LEVEL is OFF, ERROR, WARN, INFO, DEBUG or TRACE; ROOT is everything.")
    String[] levels() default {"ROOT=INFO"};
}
