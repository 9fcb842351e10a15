// SPDX-License-Identifier: Apache-2.0
/** Decides who calls too often, with one token bucket for each caller. */
@NullMarked
package io.baton.ratelimit.tokenbucket;

import org.jspecify.annotations.NullMarked;
