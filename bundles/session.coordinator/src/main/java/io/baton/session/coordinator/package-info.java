// SPDX-License-Identifier: Apache-2.0
/** Keeps the roster with a single writer and notifies listeners. */
@NullMarked
package io.baton.session.coordinator;

import org.jspecify.annotations.NullMarked;
