// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the recorder. */
@ObjectClassDefinition(
        id = RecordingConfig.PID,
        name = "Baton recorder",
        description = "Limits of the recordings that administrators make. They apply to a running recording, too.")
@interface RecordingConfig {

    String PID = "io.baton.recording.mp4";

    @AttributeDefinition(
            name = "Largest recording (MiB)",
            description = "MiB after which a recording ends, 1\u20131048576.",
            min = "1",
            max = "1048576")
    int maxRecordingMiB() default 4096;

    @AttributeDefinition(
            name = "All recordings (MiB)",
            description =
                    "MiB of all recordings together, beyond which none begins and a running one ends, 1\u20131048576.",
            min = "1",
            max = "1048576")
    int maxTotalMiB() default 16384;

    @AttributeDefinition(
            name = "Free disk space (MiB)",
            description =
                    "MiB that stay free on the disk: with less, none begins and a running one ends, 16\u20131048576.",
            min = "16",
            max = "1048576")
    int minFreeMiB() default 512;

    @AttributeDefinition(
            name = "Longest recording (min)",
            description = "Minutes after which a recording ends, 1\u20131440.",
            min = "1",
            max = "1440")
    int maxDurationMinutes() default 240;
}
