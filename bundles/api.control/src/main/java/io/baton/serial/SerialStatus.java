// SPDX-License-Identifier: Apache-2.0
package io.baton.serial;

/**
 * The state of a serial console.
 *
 * @param enabled whether it is switched on
 * @param open whether its port is open
 * @param device the node of the port
 * @param fault why it is not open, a sentence for users; empty while it is open or switched off
 * @param received bytes from the target
 * @param sent bytes to the target
 * @param refused messages that were not sent to the target: without control, or too much at once
 * @param lost bytes that viewers were not shown because they were too slow
 * @param viewers sessions that have the channel open
 */
public record SerialStatus(
        boolean enabled,
        boolean open,
        String device,
        String fault,
        long received,
        long sent,
        long refused,
        long lost,
        int viewers) {}
