// SPDX-License-Identifier: Apache-2.0
/** Sessions and control: the roster, its commands and effects, and the coordinator that keeps it. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
