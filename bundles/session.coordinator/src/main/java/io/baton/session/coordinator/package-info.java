// SPDX-License-Identifier: Apache-2.0
/** Keeps the roster with a single writer and notifies listeners. */
@Header(name = "Baton-Swap", value = "in-place;role=session.coordinator")
@NullMarked
package io.baton.session.coordinator;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
