// SPDX-License-Identifier: Apache-2.0
/** The roster and its commands as JDK maps, for whoever keeps or writes them: the shelf and the journal. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.session.codec;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
