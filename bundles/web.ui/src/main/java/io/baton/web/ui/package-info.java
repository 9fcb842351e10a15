// SPDX-License-Identifier: Apache-2.0
/** Serves the page. */
@NullMarked
package io.baton.web.ui;

import org.jspecify.annotations.NullMarked;
