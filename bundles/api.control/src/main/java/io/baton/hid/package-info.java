// SPDX-License-Identifier: Apache-2.0
/** Key and button state on its way to the target: the input events and the output that turns them into USB reports. */
@Export
@Version("1.0.0")
@NullMarked
package io.baton.hid;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
