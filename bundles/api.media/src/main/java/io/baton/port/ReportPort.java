// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

/**
 * The HID report ports of the device's USB side, in the order of the gadget's functions.
 *
 * <p>Report layouts (USB HID 1.11): keyboard — 8 bytes, boot keyboard (HID 1.11 Appendix B.1): modifiers, 0, six
 * usages; LED output report of 1 byte. Absolute pointer — report id 1, 6 bytes: id, buttons, X and Y unsigned 16-bit
 * little-endian 0–32767; report id 2, 3 bytes: id, wheel (positive is away from the user) and AC Pan (positive is
 * right), each −127…127. Relative pointer — 4 bytes: buttons, dx, dy, wheel, each −127…127.
 */
public enum ReportPort {
    KEYBOARD(8),
    ABSOLUTE_POINTER(6),
    RELATIVE_POINTER(4);

    private final int maxLength;

    ReportPort(int maxLength) {
        this.maxLength = maxLength;
    }

    /** Length of the longest report in bytes. */
    public int maxLength() {
        return maxLength;
    }
}
