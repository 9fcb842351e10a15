// SPDX-License-Identifier: Apache-2.0
/** Keeps the roster with a single writer and tells everybody who listens. */
@NullMarked
package io.baton.session.coordinator;

import org.jspecify.annotations.NullMarked;
