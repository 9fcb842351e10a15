// SPDX-License-Identifier: Apache-2.0
/** What tests and benches drive a device with: the device as a process, real browsers, peers written by others. */
@NullMarked
package io.baton.harness;

import org.jspecify.annotations.NullMarked;
