// SPDX-License-Identifier: Apache-2.0
/** The supply of the target by a switched socket that speaks HTTP. */
@NullMarked
package io.baton.power.plug;

import org.jspecify.annotations.NullMarked;
