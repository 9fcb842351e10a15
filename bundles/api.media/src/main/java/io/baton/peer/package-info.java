// SPDX-License-Identifier: Apache-2.0
/** The people watching: one peer is one browser's WebRTC connection, with its picture and its data channels. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.peer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
