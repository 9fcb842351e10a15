// SPDX-License-Identifier: Apache-2.0
/** The rules of the baton as one pure function from a roster and a command to the next roster. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
