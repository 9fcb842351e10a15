// SPDX-License-Identifier: Apache-2.0
/** The USB report ports that carry keyboard and mouse reports to the target computer. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.port;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
