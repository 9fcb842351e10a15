// SPDX-License-Identifier: Apache-2.0
/** What input owes the person who gives it, and everybody else. */
@NullMarked
package io.baton.input.hidrpc;

import org.jspecify.annotations.NullMarked;
