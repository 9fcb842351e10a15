// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of Baton, with the figures they are compared with in the same run. */
@NullMarked
package io.baton.bench;

import org.jspecify.annotations.NullMarked;
