// SPDX-License-Identifier: Apache-2.0
/** Limits rates with one token bucket for each caller. */
@NullMarked
package io.baton.ratelimit.tokenbucket;

import org.jspecify.annotations.NullMarked;
