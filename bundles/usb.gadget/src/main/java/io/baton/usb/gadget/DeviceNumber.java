// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import java.io.IOException;

/** The major and minor number of a character device. */
record DeviceNumber(int major, int minor) {

    /** @param text as in sysfs, such as {@code 236:0} */
    static DeviceNumber parse(String text) throws IOException {
        int colon = text.indexOf(':');
        try {
            return new DeviceNumber(
                    Integer.parseInt(text.substring(0, Math.max(colon, 0))),
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IOException("no device number: " + text, e);
        }
    }

    /** The node's name, by the kernel's own rule for HID gadgets. */
    String nodeName() {
        return "hidg" + minor;
    }
}
