// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.ports;

import io.baton.port.ReportPort;
import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.Set;

/**
 * The report descriptors of the device's USB functions (USB HID 1.11 §6.2.2), what a computer reads to learn how the
 * reports are laid out.
 */
public final class ReportDescriptors {

    /** What the function of {@link ReportPort#ABSOLUTE_POINTER}, whose reports are numbered, can consist of. */
    public enum Application {
        /** The absolute pointer with its wheel. */
        POINTER(1, 2),
        /** Consumer and system control. */
        CONTROL_KEYS(3, 4),
        /** The keys beyond the six of a boot keyboard. */
        MORE_KEYS(5, 5);

        private final int firstReport;
        private final int lastReport;

        Application(int firstReport, int lastReport) {
            this.firstReport = firstReport;
            this.lastReport = lastReport;
        }

        /** Whether the report with this number is one of it. */
        public boolean hasReport(int id) {
            return id >= firstReport && id <= lastReport;
        }
    }

    /** The property of {@code ReportPorts} that says, if true, that {@link Application#MORE_KEYS} is there. */
    public static final String N_KEY_ROLLOVER = "baton.nKeyRollover";

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

    /** Report 3: the consumer keys, one bit each, in the order of {@link ControlKeys}. */
    private static final int[] CONSUMER_CONTROL = {
        0x05, 0x0C, //       Usage Page (Consumer)
        0x09, 0x01, //       Usage (Consumer Control)
        0xA1, 0x01, //       Collection (Application)
        0x85, 0x03, //         Report ID (3)
        0x15, 0x00, //         Logical Minimum (0)
        0x25, 0x01, //         Logical Maximum (1)
        0x75, 0x01, //         Report Size (1)
        0x95, 0x13, //         Report Count (19)
        0x09, 0xE2, //         Usage (Mute)
        0x09, 0xE9, //         Usage (Volume Increment)
        0x09, 0xEA, //         Usage (Volume Decrement)
        0x09, 0xCD, //         Usage (Play/Pause)
        0x09, 0xB7, //         Usage (Stop)
        0x09, 0xB6, //         Usage (Scan Previous Track)
        0x09, 0xB5, //         Usage (Scan Next Track)
        0x09, 0xB8, //         Usage (Eject)
        0x0A, 0x23, 0x02, //   Usage (AC Home)
        0x0A, 0x24, 0x02, //   Usage (AC Back)
        0x0A, 0x25, 0x02, //   Usage (AC Forward)
        0x0A, 0x26, 0x02, //   Usage (AC Stop)
        0x0A, 0x21, 0x02, //   Usage (AC Search)
        0x0A, 0x27, 0x02, //   Usage (AC Refresh)
        0x0A, 0x92, 0x01, //   Usage (AL Calculator)
        0x0A, 0x9E, 0x01, //   Usage (AL Terminal Lock/Screensaver)
        0x0A, 0x8A, 0x01, //   Usage (AL Email Reader)
        0x0A, 0x83, 0x01, //   Usage (AL Consumer Control Configuration)
        0x0A, 0x2A, 0x02, //   Usage (AC Bookmarks)
        0x81, 0x02, //         Input (Data, Variable, Absolute): keys
        0x95, 0x05, //         Report Count (5)
        0x81, 0x03, //         Input (Constant): padding
        0xC0, //             End Collection
    };

    /** Report 4: the system keys, one bit each, in the order of {@link ControlKeys}. */
    private static final int[] SYSTEM_CONTROL = {
        0x05, 0x01, //       Usage Page (Generic Desktop)
        0x09, 0x80, //       Usage (System Control)
        0xA1, 0x01, //       Collection (Application)
        0x85, 0x04, //         Report ID (4)
        0x19, 0x81, //         Usage Minimum (System Power Down)
        0x29, 0x83, //         Usage Maximum (System Wake Up)
        0x15, 0x00, //         Logical Minimum (0)
        0x25, 0x01, //         Logical Maximum (1)
        0x75, 0x01, //         Report Size (1)
        0x95, 0x03, //         Report Count (3)
        0x81, 0x02, //         Input (Data, Variable, Absolute): keys
        0x95, 0x05, //         Report Count (5)
        0x81, 0x03, //         Input (Constant): padding
        0xC0, //             End Collection
    };

    /** Report 5: the keys 04 to DF, one bit each. */
    private static final int[] MORE_KEYS = {
        0x05, 0x01, //       Usage Page (Generic Desktop)
        0x09, 0x06, //       Usage (Keyboard)
        0xA1, 0x01, //       Collection (Application)
        0x85, 0x05, //         Report ID (5)
        0x05, 0x07, //         Usage Page (Keyboard)
        0x19, 0x04, //         Usage Minimum (a)
        0x29, 0xDF, //         Usage Maximum (DF)
        0x15, 0x00, //         Logical Minimum (0)
        0x25, 0x01, //         Logical Maximum (1)
        0x75, 0x01, //         Report Size (1)
        0x95, 0xDC, //         Report Count (220)
        0x81, 0x02, //         Input (Data, Variable, Absolute): keys
        0x95, 0x04, //         Report Count (4)
        0x81, 0x03, //         Input (Constant): padding
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

    /** The report descriptor of the USB function behind a port, without the keys beyond six. */
    public static byte[] of(ReportPort port) {
        return switch (port) {
            case KEYBOARD -> bytes(KEYBOARD);
            case ABSOLUTE_POINTER -> numbered(EnumSet.of(Application.POINTER, Application.CONTROL_KEYS));
            case RELATIVE_POINTER -> bytes(RELATIVE_POINTER);
        };
    }

    /** The report descriptor of the function of {@link ReportPort#ABSOLUTE_POINTER} that consists of these. */
    public static byte[] numbered(Set<Application> applications) {
        ByteArrayOutputStream descriptor = new ByteArrayOutputStream();
        for (Application application : Application.values()) {
            if (applications.contains(application)) {
                descriptor.writeBytes(bytes(application));
            }
        }
        return descriptor.toByteArray();
    }

    private static byte[] bytes(Application application) {
        return switch (application) {
            case POINTER -> bytes(ABSOLUTE_POINTER);
            case CONTROL_KEYS -> bytes(CONSUMER_CONTROL, SYSTEM_CONTROL);
            case MORE_KEYS -> bytes(MORE_KEYS);
        };
    }

    private static byte[] bytes(int[]... descriptors) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int[] descriptor : descriptors) {
            for (int value : descriptor) {
                bytes.write(value);
            }
        }
        return bytes.toByteArray();
    }
}
