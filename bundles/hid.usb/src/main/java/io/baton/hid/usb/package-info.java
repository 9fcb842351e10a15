// SPDX-License-Identifier: Apache-2.0
/** Turns keys and buttons into USB HID reports and writes them to the report ports. */
@NullMarked
package io.baton.hid.usb;

import org.jspecify.annotations.NullMarked;
