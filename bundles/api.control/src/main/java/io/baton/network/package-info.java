// SPDX-License-Identifier: Apache-2.0
/** The network of the device as it is now. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.network;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
