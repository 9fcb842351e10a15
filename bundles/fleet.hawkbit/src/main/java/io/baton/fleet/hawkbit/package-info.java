// SPDX-License-Identifier: Apache-2.0
/** Takes upgrades from an Eclipse hawkBit server by its Direct Device Integration API, version 1. */
@Header(name = "Baton-Swap", value = "in-place")
@NullMarked
package io.baton.fleet.hawkbit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
