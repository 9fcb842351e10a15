// SPDX-License-Identifier: Apache-2.0
/** Signed upgrades of bundles: install, observe, roll back. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.upgrade;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
