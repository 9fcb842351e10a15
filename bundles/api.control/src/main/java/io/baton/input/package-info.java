// SPDX-License-Identifier: Apache-2.0
/** What became of people's input: accepted, refused and why, counted for each session. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.input;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
