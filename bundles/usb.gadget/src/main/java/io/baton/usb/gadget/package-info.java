// SPDX-License-Identifier: Apache-2.0
/** The Linux USB gadget: its configfs directory, and its HID nodes as report ports. */
@NullMarked
package io.baton.usb.gadget;

import org.jspecify.annotations.NullMarked;
