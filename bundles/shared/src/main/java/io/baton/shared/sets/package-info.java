// SPDX-License-Identifier: Apache-2.0
/** Which bundles a device starts: sets of bundles, the store of their jars, and the files that name the present set. */
@NullMarked
package io.baton.shared.sets;

import org.jspecify.annotations.NullMarked;
