// SPDX-License-Identifier: Apache-2.0
/** Device nodes of Linux: the system calls that the JDK does not have. */
@NullMarked
package io.baton.shared.linux;

import org.jspecify.annotations.NullMarked;
