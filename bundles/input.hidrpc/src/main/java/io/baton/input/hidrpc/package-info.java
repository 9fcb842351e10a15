// SPDX-License-Identifier: Apache-2.0
/** Turns channel messages into permitted, ordered input for the target. */
@NullMarked
package io.baton.input.hidrpc;

import org.jspecify.annotations.NullMarked;
