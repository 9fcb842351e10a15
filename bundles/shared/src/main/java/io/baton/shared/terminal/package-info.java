// SPDX-License-Identifier: Apache-2.0
/** Terminals of Linux: serial lines and pseudo terminals, and what is written to viewers of one. */
@NullMarked
package io.baton.shared.terminal;

import org.jspecify.annotations.NullMarked;
