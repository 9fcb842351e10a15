// SPDX-License-Identifier: Apache-2.0
/** Tests of the HID output. */
@NullMarked
package io.baton.hid.usb;

import org.jspecify.annotations.NullMarked;
