// SPDX-License-Identifier: Apache-2.0
/** Virtual media: images on the device, and what of them the target computer sees in a drive. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.media;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
