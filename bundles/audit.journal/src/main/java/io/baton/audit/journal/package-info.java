// SPDX-License-Identifier: Apache-2.0
/** Writes down what was decided, line by line, each chained to the one before, and checks what was written. */
@Header(name = "Baton-Swap", value = "in-place")
@NullMarked
package io.baton.audit.journal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
