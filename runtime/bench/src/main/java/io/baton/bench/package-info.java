// SPDX-License-Identifier: Apache-2.0
/** Measures Baton beside its yardsticks, in one run on one machine. */
@NullMarked
package io.baton.bench;

import org.jspecify.annotations.NullMarked;
