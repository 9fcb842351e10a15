// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Baton sessions", description = "Who may be here. Changes apply at once and drop nobody.")
@interface DeskConfig {

    String PID = "io.baton.session.desk";

    @AttributeDefinition(description = "Seats: how many sessions there may be at once; 1–100")
    int maxSessions() default 10;

    @AttributeDefinition(description = "How long a seat is kept for a connection that is not up yet, seconds; 1–60")
    int seatTimeout() default 10;
}
