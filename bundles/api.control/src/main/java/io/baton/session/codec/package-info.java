// SPDX-License-Identifier: Apache-2.0
/** Encodes the roster and its commands as JDK maps, for the handover store and the journal. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.session.codec;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
