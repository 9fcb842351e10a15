// SPDX-License-Identifier: Apache-2.0
/** Files that are replaced as a whole or not at all. */
@NullMarked
package io.baton.shared.files;

import org.jspecify.annotations.NullMarked;
