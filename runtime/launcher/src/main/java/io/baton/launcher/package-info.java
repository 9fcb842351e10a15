// SPDX-License-Identifier: Apache-2.0
/** Starts the OSGi framework with the bundles of a profile, says when the page can be opened, and closes everything. */
@NullMarked
package io.baton.launcher;

import org.jspecify.annotations.NullMarked;
