// SPDX-License-Identifier: Apache-2.0
/** The buttons and LEDs of an ATX front panel by lines of a GPIO chip. */
@NullMarked
package io.baton.power.gpio;

import org.jspecify.annotations.NullMarked;
