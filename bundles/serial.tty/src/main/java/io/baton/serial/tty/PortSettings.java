// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

/**
 * What the configuration says.
 *
 * @param enabled whether the port is opened
 * @param device the node of the port
 * @param sharedView whether sessions without control see the output
 * @param scrollBackBytes output that a later viewer is shown
 */
record PortSettings(boolean enabled, String device, boolean sharedView, int scrollBackBytes) {

    private static final int BYTES_PER_KIB = 1_024;
    private static final int MAX_KIB = 1_024;

    static PortSettings of(SerialConfig config) {
        return new PortSettings(
                config.enabled(),
                config.devicePath(),
                config.sharedView(),
                Math.clamp(config.scrollBackKiB(), 1, MAX_KIB) * BYTES_PER_KIB);
    }
}
