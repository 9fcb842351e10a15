// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what the target does. Registered as a service (whiteboard).
 *
 * <p>Threading. Calls come from a thread of the port provider, in order, and must not block. A listener that appears
 * later asks {@link ReportPorts} for the present state.
 */
@ConsumerType
public interface PortListener {

    /** The target set the keyboard's LEDs; bits as {@link ReportPorts#leds()}. */
    default void leds(int bits) {}

    /** The target configured, suspended or lost the device. */
    default void usbState(UsbState state) {}
}
