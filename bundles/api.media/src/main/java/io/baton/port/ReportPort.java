// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

/**
 * The HID report ports of the device's USB side, in the order of the gadget's functions.
 *
 * <p>Report layouts (USB HID 1.11): keyboard — 8 bytes, boot keyboard (HID 1.11 Appendix B.1): modifiers, 0, six
 * usages; LED output report of 1 byte. Relative pointer — 4 bytes: buttons, dx, dy, wheel, each −127…127. Absolute
 * pointer, and all that a boot device cannot have — numbered reports:
 *
 * <ul>
 *   <li>1, 6 bytes: id, buttons, X and Y unsigned 16-bit little-endian 0–32767;
 *   <li>2, 3 bytes: id, wheel (positive is away from the user) and AC Pan (positive is right), each −127…127;
 *   <li>3, 4 bytes: id, consumer keys, one bit each;
 *   <li>4, 2 bytes: id, system keys, one bit each: power down, sleep, wake up;
 *   <li>5, 29 bytes, where the port offers it: id, the keyboard's usages 04–DF, one bit each, of keys that do not fit
 *       in the keyboard's six.
 * </ul>
 */
public enum ReportPort {
    KEYBOARD(8),
    ABSOLUTE_POINTER(29),
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
