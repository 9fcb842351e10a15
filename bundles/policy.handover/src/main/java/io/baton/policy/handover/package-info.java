// SPDX-License-Identifier: Apache-2.0
/** Decides, as a pure function of roster and command, who may hold the baton. */
@NullMarked
package io.baton.policy.handover;

import org.jspecify.annotations.NullMarked;
