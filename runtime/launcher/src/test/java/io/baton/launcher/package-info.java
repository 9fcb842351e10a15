// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.baton.launcher;

import org.jspecify.annotations.NullMarked;
