// SPDX-License-Identifier: Apache-2.0
/** How a component waits beside a live provider of its role. */
@NullMarked
package io.baton.shared.handover;

import org.jspecify.annotations.NullMarked;
