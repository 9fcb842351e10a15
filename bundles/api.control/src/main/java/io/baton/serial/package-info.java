// SPDX-License-Identifier: Apache-2.0
/** The serial console of the target. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.serial;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
