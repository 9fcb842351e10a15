// SPDX-License-Identifier: Apache-2.0
/** How a bundle hands its state to its successor: directly, or by the store. */
@Export
@Version("1.1.0")
@NullMarked
package io.baton.handover;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
