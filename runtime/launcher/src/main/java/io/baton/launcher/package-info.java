// SPDX-License-Identifier: Apache-2.0
/** Starts the OSGi framework with the bundles of a profile, reports when the device is ready, and stops it. */
@NullMarked
package io.baton.launcher;

import org.jspecify.annotations.NullMarked;
