// SPDX-License-Identifier: Apache-2.0
/** Decides what may be a name. */
@NullMarked
package io.baton.nickname.unicode;

import org.jspecify.annotations.NullMarked;
