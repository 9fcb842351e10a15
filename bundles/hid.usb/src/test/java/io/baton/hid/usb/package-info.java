// SPDX-License-Identifier: Apache-2.0
/** What the HID output owes the target, event by event. */
@NullMarked
package io.baton.hid.usb;

import org.jspecify.annotations.NullMarked;
