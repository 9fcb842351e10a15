// SPDX-License-Identifier: Apache-2.0
/** Named daemon threads that do not end silently. */
@NullMarked
package io.baton.shared.queues;

import org.jspecify.annotations.NullMarked;
