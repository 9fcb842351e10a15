// SPDX-License-Identifier: Apache-2.0
/** Video: raw frames of the target computer's screen, and the encoded stream made of them. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.video;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
