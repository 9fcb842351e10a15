// SPDX-License-Identifier: Apache-2.0
/** JSON text to and from JDK types, bounded. */
@NullMarked
package io.baton.shared.json;

import org.jspecify.annotations.NullMarked;
