// SPDX-License-Identifier: Apache-2.0
/** The clock of the device, and what sets it. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.time;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
