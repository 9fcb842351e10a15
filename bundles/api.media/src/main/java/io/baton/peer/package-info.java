// SPDX-License-Identifier: Apache-2.0
/** WebRTC connections: one peer is the connection of one client, with its video and its data channels. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.peer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
