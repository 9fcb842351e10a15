// SPDX-License-Identifier: Apache-2.0
/** Tests of the input path. */
@NullMarked
package io.baton.input.hidrpc;

import org.jspecify.annotations.NullMarked;
