// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the health checks. */
@ObjectClassDefinition(
        name = "Baton Health Checks",
        description = "What counts as too little. A change applies at once.")
@interface HealthConfig {

    String PID = "io.baton.health.felix";

    @AttributeDefinition(
            name = "Minimum free disk (MiB)",
            description = "MiB free in the data directory below which the device is critical, 1–1048576; below four"
                    + " times that it warns.",
            min = "1",
            max = "1048576")
    int minFreeDiskMiB() default 64;

    @AttributeDefinition(
            name = "Minimum free heap (percent)",
            description = "Percent of the heap free after a collection below which the device is critical, 1–45; below"
                    + " twice that it warns.",
            min = "1",
            max = "45")
    int minFreeHeapPercent() default 10;
}
