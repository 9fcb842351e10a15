// SPDX-License-Identifier: Apache-2.0
/** The power of the target computer: its buttons, its LEDs and its supply. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.power;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
