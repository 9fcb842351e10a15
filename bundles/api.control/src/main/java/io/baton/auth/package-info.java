// SPDX-License-Identifier: Apache-2.0
/** Logins: which requests belong to one, and which have ended. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
