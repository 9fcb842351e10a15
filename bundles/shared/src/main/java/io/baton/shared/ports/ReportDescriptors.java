// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.ports;

import io.baton.port.ReportPort;

/**
 * The report descriptors of the device's USB functions (USB HID 1.11 §6.2.2), what a computer reads to learn how the
 * reports are laid out.
 */
public final class ReportDescriptors {

    /** Boot keyboard (HID 1.11 Appendix B.1), 8 bytes in, 1 byte of LEDs out; all 256 usages. */
    private static final int[] KEYBOARD = {
        0x05, 0x01, //       Usage Page (Generic Desktop)
        0x09, 0x06, //       Usage (Keyboard)
        0xA1, 0x01, //       Collection (Application)
        0x05, 0x07, //         Usage Page (Keyboard)
        0x19, 0xE0, //         Usage Minimum (Left Control)
        0x29, 0xE7, //         Usage Maximum (Right GUI)
        0x15, 0x00, //         Logical Minimum (0)
        0x25, 0x01, //         Logical Maximum (1)
        0x75, 0x01, //         Report Size (1)
        0x95, 0x08, //         Report Count (8)
        0x81, 0x02, //         Input (Data, Variable, Absolute): modifiers
        0x75, 0x08, //         Report Size (8)
        0x95, 0x01, //         Report Count (1)
        0x81, 0x03, //         Input (Constant): reserved
        0x05, 0x08, //         Usage Page (LEDs)
        0x19, 0x01, //         Usage Minimum (Num Lock)
        0x29, 0x05, //         Usage Maximum (Kana)
        0x75, 0x01, //         Report Size (1)
        0x95, 0x05, //         Report Count (5)
        0x91, 0x02, //         Output (Data, Variable, Absolute): LEDs
        0x75, 0x03, //         Report Size (3)
        0x95, 0x01, //         Report Count (1)
        0x91, 0x03, //         Output (Constant): padding
        0x05, 0x07, //         Usage Page (Keyboard)
        0x19, 0x00, //         Usage Minimum (0)
        0x2A, 0xFF, 0x00, //   Usage Maximum (255)
        0x15, 0x00, //         Logical Minimum (0)
        0x26, 0xFF, 0x00, //   Logical Maximum (255)
        0x75, 0x08, //         Report Size (8)
        0x95, 0x06, //         Report Count (6)
        0x81, 0x00, //         Input (Data, Array): keys
        0xC0, //             End Collection
    };

    /** Absolute pointer: report 1 has buttons and position, report 2 the wheel on both axes. */
    private static final int[] ABSOLUTE_POINTER = {
        0x05, 0x01, //       Usage Page (Generic Desktop)
        0x09, 0x02, //       Usage (Mouse)
        0xA1, 0x01, //       Collection (Application)
        0x85, 0x01, //         Report ID (1)
        0x09, 0x01, //         Usage (Pointer)
        0xA1, 0x00, //         Collection (Physical)
        0x05, 0x09, //           Usage Page (Button)
        0x19, 0x01, //           Usage Minimum (1)
        0x29, 0x05, //           Usage Maximum (5)
        0x15, 0x00, //           Logical Minimum (0)
        0x25, 0x01, //           Logical Maximum (1)
        0x75, 0x01, //           Report Size (1)
        0x95, 0x05, //           Report Count (5)
        0x81, 0x02, //           Input (Data, Variable, Absolute): buttons
        0x75, 0x03, //           Report Size (3)
        0x95, 0x01, //           Report Count (1)
        0x81, 0x03, //           Input (Constant): padding
        0x05, 0x01, //           Usage Page (Generic Desktop)
        0x09, 0x30, //           Usage (X)
        0x09, 0x31, //           Usage (Y)
        0x16, 0x00, 0x00, //     Logical Minimum (0)
        0x26, 0xFF, 0x7F, //     Logical Maximum (32767)
        0x36, 0x00, 0x00, //     Physical Minimum (0)
        0x46, 0xFF, 0x7F, //     Physical Maximum (32767)
        0x75, 0x10, //           Report Size (16)
        0x95, 0x02, //           Report Count (2)
        0x81, 0x02, //           Input (Data, Variable, Absolute): X, Y
        0xC0, //               End Collection
        0x85, 0x02, //         Report ID (2)
        0x09, 0x38, //         Usage (Wheel)
        0x15, 0x81, //         Logical Minimum (-127)
        0x25, 0x7F, //         Logical Maximum (127)
        0x35, 0x00, //         Physical Minimum (0)
        0x45, 0x00, //         Physical Maximum (0)
        0x75, 0x08, //         Report Size (8)
        0x95, 0x01, //         Report Count (1)
        0x81, 0x06, //         Input (Data, Variable, Relative): wheel
        0x05, 0x0C, //         Usage Page (Consumer)
        0x0A, 0x38, 0x02, //   Usage (AC Pan)
        0x81, 0x06, //         Input (Data, Variable, Relative): horizontal wheel
        0xC0, //             End Collection
    };

    /** Relative pointer: buttons, dx, dy, wheel. */
    private static final int[] RELATIVE_POINTER = {
        0x05, 0x01, //       Usage Page (Generic Desktop)
        0x09, 0x02, //       Usage (Mouse)
        0xA1, 0x01, //       Collection (Application)
        0x09, 0x01, //         Usage (Pointer)
        0xA1, 0x00, //         Collection (Physical)
        0x05, 0x09, //           Usage Page (Button)
        0x19, 0x01, //           Usage Minimum (1)
        0x29, 0x08, //           Usage Maximum (8)
        0x15, 0x00, //           Logical Minimum (0)
        0x25, 0x01, //           Logical Maximum (1)
        0x75, 0x01, //           Report Size (1)
        0x95, 0x08, //           Report Count (8)
        0x81, 0x02, //           Input (Data, Variable, Absolute): buttons
        0x05, 0x01, //           Usage Page (Generic Desktop)
        0x09, 0x30, //           Usage (X)
        0x09, 0x31, //           Usage (Y)
        0x09, 0x38, //           Usage (Wheel)
        0x15, 0x81, //           Logical Minimum (-127)
        0x25, 0x7F, //           Logical Maximum (127)
        0x75, 0x08, //           Report Size (8)
        0x95, 0x03, //           Report Count (3)
        0x81, 0x06, //           Input (Data, Variable, Relative): dx, dy, wheel
        0xC0, //               End Collection
        0xC0, //             End Collection
    };

    private ReportDescriptors() {}

    /** The report descriptor of the USB function behind a port. */
    public static byte[] of(ReportPort port) {
        return bytes(
                switch (port) {
                    case KEYBOARD -> KEYBOARD;
                    case ABSOLUTE_POINTER -> ABSOLUTE_POINTER;
                    case RELATIVE_POINTER -> RELATIVE_POINTER;
                });
    }

    private static byte[] bytes(int[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
