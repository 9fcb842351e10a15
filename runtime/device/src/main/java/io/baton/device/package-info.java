// SPDX-License-Identifier: Apache-2.0
/** The device test: real reports of a real gadget, read back from the kernel that is its USB host. */
@NullMarked
package io.baton.device;

import org.jspecify.annotations.NullMarked;
