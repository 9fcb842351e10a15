// SPDX-License-Identifier: Apache-2.0
/** The methods a client may call and the events it receives, contributed by the bundles that serve them. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.rpc;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
