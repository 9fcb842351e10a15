// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.baton.bench;

import org.jspecify.annotations.NullMarked;
