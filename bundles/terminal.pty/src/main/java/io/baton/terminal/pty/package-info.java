// SPDX-License-Identifier: Apache-2.0
/** The terminal of the device. */
@NullMarked
package io.baton.terminal.pty;

import org.jspecify.annotations.NullMarked;
