// SPDX-License-Identifier: Apache-2.0
/** End-to-end tests of the shipped device: real processes, real browsers, third-party peers. */
@NullMarked
package io.baton.e2e;

import org.jspecify.annotations.NullMarked;
