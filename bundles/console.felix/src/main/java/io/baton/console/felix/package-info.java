// SPDX-License-Identifier: Apache-2.0
/** Admits administrators to the Felix Web Console, and keeps foreign pages and its dangerous parts away. */
@NullMarked
package io.baton.console.felix;

import org.jspecify.annotations.NullMarked;
