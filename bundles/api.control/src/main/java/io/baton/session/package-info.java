// SPDX-License-Identifier: Apache-2.0
/** Who is here and who holds the baton: the roster, what may happen to it, and the desk that keeps it. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
