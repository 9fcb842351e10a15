// SPDX-License-Identifier: Apache-2.0
/** The cable to the target computer: the USB report ports that carry keyboard and mouse reports. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.port;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
