// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Listens to the events of the target computer. Registered as a service (whiteboard).
 *
 * <p>Threading. Calls come from a thread of the port provider, in order, and must not block. A listener that is
 * registered later reads the present state from {@link ReportPorts}.
 */
@ConsumerType
public interface PortListener {

    /** The target set the keyboard's LEDs; bits as {@link ReportPorts#leds()}. */
    default void leds(int bits) {}

    /** The target configured, suspended or lost the device. */
    default void usbState(UsbState state) {}
}
