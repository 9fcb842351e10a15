// SPDX-License-Identifier: Apache-2.0
/**
 * The computer's end of the report ports, for targets that are programs: a cable, a USB stack, a lease that is watched.
 */
@NullMarked
package io.baton.shared.hidhost;

import org.jspecify.annotations.NullMarked;
