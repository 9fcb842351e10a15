// SPDX-License-Identifier: Apache-2.0
/** Rate limits for callers. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.ratelimit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
