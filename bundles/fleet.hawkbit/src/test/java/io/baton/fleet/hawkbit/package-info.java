// SPDX-License-Identifier: Apache-2.0
/** Tests of the hawkBit agent. */
@NullMarked
package io.baton.fleet.hawkbit;

import org.jspecify.annotations.NullMarked;
