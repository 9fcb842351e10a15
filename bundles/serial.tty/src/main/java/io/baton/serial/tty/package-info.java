// SPDX-License-Identifier: Apache-2.0
/** The serial console. */
@NullMarked
package io.baton.serial.tty;

import org.jspecify.annotations.NullMarked;
