// SPDX-License-Identifier: Apache-2.0
/** Tests of the swap. */
@NullMarked
package io.baton.upgrade.signed.swap;

import org.jspecify.annotations.NullMarked;
