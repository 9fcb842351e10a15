// SPDX-License-Identifier: Apache-2.0
/** The USB side of the device: report ports for keyboard and mouse, and drives for virtual media. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.port;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
