// SPDX-License-Identifier: Apache-2.0
/** Keeps what a departing bundle leaves for its successor. */
@NullMarked
package io.baton.handover.store;

import org.jspecify.annotations.NullMarked;
