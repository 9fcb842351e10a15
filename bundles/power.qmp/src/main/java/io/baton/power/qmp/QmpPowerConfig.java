// SPDX-License-Identifier: Apache-2.0
package io.baton.power.qmp;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the power control of a virtual machine. */
@ObjectClassDefinition(
        id = QmpPowerConfig.PID,
        name = "Baton QMP power control",
        description = "The monitor of a QEMU virtual machine that is the target. A change connects anew.")
@interface QmpPowerConfig {

    String PID = "io.baton.power.qmp";

    @AttributeDefinition(
            name = "Address of the monitor",
            description = "Where QEMU's QMP server listens: unix:///PATH or tcp://HOST:PORT; empty for no such control."
                    + " QMP has no password: use a socket that only this device can open.",
            required = false)
    String address() default "";

    @AttributeDefinition(
            name = "Long press ends QEMU",
            description = "Whether a long press of the power button ends the QEMU process. What starts it again is the"
                    + " host's affair; without this there is no long press.")
    boolean longPressQuits() default false;
}
