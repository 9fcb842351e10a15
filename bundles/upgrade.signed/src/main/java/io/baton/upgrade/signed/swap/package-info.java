// SPDX-License-Identifier: Apache-2.0
/** Replaces bundles in the running framework. */
@NullMarked
package io.baton.upgrade.signed.swap;

import org.jspecify.annotations.NullMarked;
