// SPDX-License-Identifier: Apache-2.0
/** The architecture and the house style as tests: each rule that a program can check, checked by one. */
@NullMarked
package io.baton.rules;

import org.jspecify.annotations.NullMarked;
