// SPDX-License-Identifier: Apache-2.0
/** What a person may be called. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.nickname;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
