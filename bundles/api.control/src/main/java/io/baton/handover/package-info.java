// SPDX-License-Identifier: Apache-2.0
/** Where a departing bundle leaves its state for its successor. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.handover;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
