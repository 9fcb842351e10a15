// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The USB side of the device: the ports that carry reports to the target computer. Obtained as a service by the HID
 * output.
 *
 * <p>Threading. All methods may be called from any thread and do not block.
 */
@ProviderType
public interface ReportPorts {

    /** The state of the ports at the beginning of a lease. */
    enum Start {
        /** The holder does not know what was written before: the ports write neutral reports first. */
        NEUTRAL,
        /** The holder took over its predecessor's state: the ports keep their state. */
        ADOPTED
    }

    /** Takes the ports. An older lease ends at once ({@link WriteResult#REVOKED}). */
    PortLease lease(Start start);

    /** The USB state of the device. */
    UsbState state();

    /** The last LED output report: bit 0 num, 1 caps, 2 scroll, 3 compose, 4 kana (HID 1.11 Appendix B.1). */
    int leds();
}
