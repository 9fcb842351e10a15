// SPDX-License-Identifier: Apache-2.0
/** Queues whose depth is watched. */
@NullMarked
package io.baton.shared.queues;

import org.jspecify.annotations.NullMarked;
