// SPDX-License-Identifier: Apache-2.0
/** Boots the bundles that ship, in a process of their own, and proves what only a container can: start, swap, stop. */
@NullMarked
package io.baton.runtime.tests;

import org.jspecify.annotations.NullMarked;
