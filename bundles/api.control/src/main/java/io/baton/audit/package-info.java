// SPDX-License-Identifier: Apache-2.0
/** What was done to the device is written down for good: the place where it is said. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.audit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
