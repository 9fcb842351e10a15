// SPDX-License-Identifier: Apache-2.0
/** Decides, as a pure function of roster and command, which session has control. */
@NullMarked
package io.baton.policy.handover;

import org.jspecify.annotations.NullMarked;
