// SPDX-License-Identifier: Apache-2.0
/** Drivers for tests and benches: the device as a process, real browsers, third-party peers. */
@NullMarked
package io.baton.harness;

import org.jspecify.annotations.NullMarked;
