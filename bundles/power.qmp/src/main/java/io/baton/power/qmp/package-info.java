// SPDX-License-Identifier: Apache-2.0
/** The power of a virtual machine by the QEMU Machine Protocol. */
@NullMarked
package io.baton.power.qmp;

import org.jspecify.annotations.NullMarked;
