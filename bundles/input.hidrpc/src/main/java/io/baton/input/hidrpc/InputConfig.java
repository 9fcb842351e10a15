// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the input. */
@ObjectClassDefinition(
        name = "Baton Input",
        description = "What clients may also change by JSON-RPC. A change applies at once.")
@interface InputConfig {

    String PID = "io.baton.input.hidrpc";

    @AttributeDefinition(
            name = "Keyboard layout of the target",
            description = "The layout by which clients type texts, such as en_US, de_CH or en_US_intl.")
    String keyboardLayout() default KeyboardLayout.DEFAULT;

    @AttributeDefinition(
            name = "Jiggler",
            description =
                    "Whether the pointer is moved a little and back while there is no input, so that the target does"
                            + " not fall asleep.")
    boolean jigglerEnabled() default false;

    @AttributeDefinition(
            name = "Jiggler: time without input (seconds)",
            description = "Seconds without input of any session before the pointer is moved, 1–86400.",
            min = "1",
            max = "86400")
    int jigglerInactivitySeconds() default JigglerConfig.INACTIVITY_SECONDS;

    @AttributeDefinition(
            name = "Jiggler: random delay (percent)",
            description = "The greatest delay, in percent of the time between two times of the schedule, 0–100.",
            min = "0",
            max = "100")
    int jigglerJitterPercent() default JigglerConfig.JITTER_PERCENT;

    @AttributeDefinition(
            name = "Jiggler: schedule",
            description =
                    "When the pointer may be moved: a cron schedule of second, minute, hour, day of month, month and"
                            + " day of week, such as 0 * 8-17 * * MON-FRI.")
    String jigglerSchedule() default JigglerConfig.SCHEDULE;

    @AttributeDefinition(
            name = "Jiggler: time zone",
            description = "The time zone of the schedule, such as Europe/Berlin.")
    String jigglerTimeZone() default JigglerConfig.ZONE;
}
