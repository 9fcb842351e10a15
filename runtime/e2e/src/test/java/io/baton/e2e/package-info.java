// SPDX-License-Identifier: Apache-2.0
/** The device that ships, used as people use it: real processes, real browsers, peers written by others. */
@NullMarked
package io.baton.e2e;

import org.jspecify.annotations.NullMarked;
