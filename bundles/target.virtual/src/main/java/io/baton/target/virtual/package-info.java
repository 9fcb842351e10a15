// SPDX-License-Identifier: Apache-2.0
/** A virtual target computer: a screen to watch and USB ports to type into, where no hardware is. */
@NullMarked
package io.baton.target.virtual;

import org.jspecify.annotations.NullMarked;
